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

// A string of this text, its bytes charged.
[[nodiscard]] Value new_string(Machine& machine, std::string_view text);
// An array of these items, its bytes charged.
[[nodiscard]] Value new_array(Machine& machine, std::vector<Value> items);

}  // namespace baton::jq
