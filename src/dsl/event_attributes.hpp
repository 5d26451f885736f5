// The attributes of CloudEvents, as `emit` gives them and filters test them (DSL: "Event Properties").
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <string_view>

namespace baton::dsl {

enum class AttributeKind : std::uint8_t { Text, Uri, Time, Data, Extension };
[[nodiscard]] AttributeKind attribute_kind(std::string_view name);

// The member of `with` has a value that such an attribute can have.
[[nodiscard]] bool expect_attribute(Diagnostics& diagnostics, const Node& node);
// The text is a time.
void check_event_time(Diagnostics& diagnostics, const Node& node);

}  // namespace baton::dsl
