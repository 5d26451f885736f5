// From text to a Tree: the checks that hold for any text, then JSON or YAML.
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/dsl.hpp"
#include "dsl/tree.hpp"

#include <baton/value.hpp>

#include <optional>
#include <string_view>

namespace baton::dsl {

// Each reports why there is nothing to return.
[[nodiscard]] std::optional<Tree> read(std::string_view text, const Limits& limits, Diagnostics& diagnostics);
// The tree of a document that exists only as a Value; all of it is at line 1, column 1.
[[nodiscard]] std::optional<Tree> read(const Value& document, const Limits& limits, Diagnostics& diagnostics);

// The two formats. The text is valid UTF-8 of at most max_bytes.
[[nodiscard]] std::optional<Tree> read_json(std::string_view text, const Limits& limits, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Tree> read_yaml(std::string_view text, const Limits& limits, Diagnostics& diagnostics);

// How the errors about limits read.
[[nodiscard]] std::string too_many_nodes(const Limits& limits);
[[nodiscard]] std::string too_deep(const Limits& limits);
[[nodiscard]] std::string too_many_bytes(const Limits& limits);

}  // namespace baton::dsl
