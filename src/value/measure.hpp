// Functions for an evaluator beyond the public interface: how big a value is, and taking a container apart
// without copying if it is not shared.
#pragma once

#include <baton/value.hpp>

#include <cstdint>

namespace baton {

// Like Value::number(), but NaN and the infinities are numbers of their own. They have no JSON text: whoever makes one must
// replace it by finite() before others see it.
[[nodiscard]] Value number_of_any_kind(double real);
// The value with null in place of each NaN, and the largest double of its sign in place of each infinity.
[[nodiscard]] Value finite(const Value& value);

// As parse_json(), but NaN and Infinity are numbers, with these limits' defaults. The same holds for them.
[[nodiscard]] std::expected<Value, JsonError> parse_json_of_any_number(std::string_view text);

// The size of a value written out as a tree, in O(1). Shared parts count each time they occur, because whoever prints or
// compares the value meets them each time: `[., .]` repeated sixty times is small in memory and 2^60 items on paper.
struct Measure {
  std::uint64_t bytes = 0;  // approximate memory; saturates
  std::uint32_t depth = 0;  // 0 for scalars; saturates
};

[[nodiscard]] Measure measure(const Value& value) noexcept;

// Whether this value's node is unshared. True for inline values.
[[nodiscard]] bool is_unshared(const Value& value) noexcept;

// The items of an array, or the members of an object, moved out where the value is unshared and copied otherwise.
[[nodiscard]] std::vector<Value> take_items(Value&& array);
[[nodiscard]] std::vector<Member> take_members(Value&& object);

// Replaces one item, which must exist, or adds one at the end; in place where the array is unshared.
[[nodiscard]] Value with_item(Value&& array, std::size_t position, Value item);
[[nodiscard]] Value with_last(Value&& array, Value item);
// How many parts are measured again when something flat comes into the place of this item or member: mostly none, all where
// it is the only one that is so deep.
[[nodiscard]] std::size_t measured_without_item(const Value& array, std::size_t position);
[[nodiscard]] std::size_t measured_without_member(const Value& object, std::string_view key);
// The same object without that member.
[[nodiscard]] Value without(Value&& object, std::string_view key);

}  // namespace baton
