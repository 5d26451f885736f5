// The properties of the document's objects: they are present, have the right type, and are known.
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace baton::dsl {

// Each reports what it does not find.
bool expect(Diagnostics& diagnostics, const Node& node, Kind kind);
[[nodiscard]] const Node* required(Diagnostics& diagnostics, const Node& object, std::string_view name);
[[nodiscard]] std::optional<std::string_view> read_string(Diagnostics& diagnostics, const Node& node);
[[nodiscard]] std::optional<bool> read_boolean(Diagnostics& diagnostics, const Node& node);
struct Range {
  std::int64_t least;
  std::int64_t most;
};
[[nodiscard]] std::optional<std::int64_t> read_integer(Diagnostics& diagnostics, const Node& node, Range range);
// One of the words.
[[nodiscard]] std::optional<std::string_view> read_word(Diagnostics& diagnostics, const Node& node,
                                                        std::span<const std::string_view> words);

// A required property that holds a workflow's name or namespace; what is there if it is wrong, empty if nothing is.
[[nodiscard]] std::string read_workflow_name(Diagnostics& diagnostics, const Node& object, std::string_view property);

// An object without other members than these.
bool expect_members(Diagnostics& diagnostics, const Node& node, std::span<const std::string_view> known);
void refuse_unknown(Diagnostics& diagnostics, const Node& object, std::span<const std::string_view> known);

// "; did you mean 'x'?", or nothing if no candidate is near.
[[nodiscard]] std::string suggestion(const Diagnostics& diagnostics, std::string_view name,
                                     std::span<const std::string_view> candidates);

}  // namespace baton::dsl
