// JSON number texts: syntax, comparison without loss, conversion from and to double and integer.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton {

// The texts of the numbers that JSON has none for. Only the evaluator of expressions makes them (value/measure.hpp).
inline constexpr std::string_view kNan = "nan";
inline constexpr std::string_view kInfinity = "infinity";
inline constexpr std::string_view kMinusInfinity = "-infinity";

// The length of the JSON number that `text` starts with; 0 if it starts with none.
[[nodiscard]] std::size_t number_length(std::string_view text) noexcept;

// Both must be numbers. NaN stands before all others here, and beside itself. Compares the decimal numbers exactly, whatever their length, so this is a total order of
// what the texts denote. (An exponent beyond 10^15 counts as 10^15.)
[[nodiscard]] std::weak_ordering compare_numbers(std::string_view left, std::string_view right) noexcept;

[[nodiscard]] std::optional<std::int64_t> integer_from_number(std::string_view text) noexcept;

// Rounded to nearest; beyond double's range the largest finite double of that sign, below it zero.
[[nodiscard]] double double_from_number(std::string_view text) noexcept;

// The shortest digits that read back as the same double. Plain where the magnitude is an integer below 10^17 and where
// the decimal point is close to the digits, else with an exponent: 3, -0, 0.001, 1e-05, 1e+100. `real` must be finite.
[[nodiscard]] std::string number_from_double(double real);

}  // namespace baton
