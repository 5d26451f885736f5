// + - * / % over all combinations of kinds, with jq's wording where they do not fit.
#pragma once

#include "jq/execution.hpp"

namespace baton::jq {

[[nodiscard]] Value calculate(Execution& execution, Operator op, Value left, Value right);
[[nodiscard]] Value negate(Execution& execution, const Value& value);
[[nodiscard]] bool compare(Execution& execution, Comparison comparison, const Value& left, const Value& right);

// As jq orders: NaN is less than everything, even itself, so it equals nothing.
[[nodiscard]] bool less(const Execution& execution, const Value& left, const Value& right);
[[nodiscard]] bool equal(const Execution& execution, const Value& left, const Value& right);

// "number (1)", as messages describe a value.
[[nodiscard]] std::string described(const Value& value);
// "1", or the beginning of a long text.
[[nodiscard]] std::string shown(const Value& value);
// The value as JSON text. The caller charges for it.
[[nodiscard]] std::string json_of(const Execution& execution, const Value& value);

// Splits by a separator that is not empty; an empty one splits into characters.
[[nodiscard]] Value split_text(Execution& execution, std::string_view text, std::string_view separator);

// Bytes of texts that are compared in one step.
inline constexpr std::uint64_t kTextAStep = 512;

// For finding one text in another. A longer one is prepared for, and found where it almost is at each place.
bool charge_search(Execution& execution, const Value& text, const Value& wanted);
// A string of this text, its bytes charged.
[[nodiscard]] Value new_string(Execution& execution, std::string_view text);
// An array of these items, its bytes charged.
[[nodiscard]] Value new_array(Execution& execution, std::vector<Value> items);

}  // namespace baton::jq
