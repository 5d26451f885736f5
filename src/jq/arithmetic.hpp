// + - * / % over all combinations of kinds, with jq's wording where they do not fit.
#pragma once

#include "jq/machine.hpp"

namespace baton::jq {

[[nodiscard]] Value calculate(Machine& machine, Operator op, Value left, Value right);
[[nodiscard]] Value negate(Machine& machine, const Value& value);
[[nodiscard]] bool compare(Machine& machine, Comparison comparison, const Value& left, const Value& right);

// "number (1)", as messages describe a value.
[[nodiscard]] std::string described(const Value& value);

// Splits by a separator that is not empty; an empty one splits into characters.
[[nodiscard]] Value split_text(Machine& machine, std::string_view text, std::string_view separator);

// Bytes of texts that are compared in one step.
inline constexpr std::uint64_t kTextAStep = 512;

// For finding one text in another. A longer one is prepared for, and found where it almost is at each place.
bool charge_search(Machine& machine, const Value& text, const Value& wanted);
// A string of this text, its bytes charged.
[[nodiscard]] Value new_string(Machine& machine, std::string_view text);
// An array of these items, its bytes charged.
[[nodiscard]] Value new_array(Machine& machine, std::vector<Value> items);

}  // namespace baton::jq
