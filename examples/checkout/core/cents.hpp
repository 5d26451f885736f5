// Money of the shop's one currency, in whole cents. Never a floating-point number. Sums and products that do not fit are a
// result, not an overflow.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace checkout {

struct Cents {
  std::int64_t value = 0;
  friend auto operator<=>(const Cents&, const Cents&) = default;
};

// Empty where the result does not fit.
[[nodiscard]] std::optional<Cents> times(Cents price, std::int64_t quantity);
[[nodiscard]] std::optional<Cents> plus(Cents left, Cents right);

// "50.00".
[[nodiscard]] std::string to_text(Cents cents);

}  // namespace checkout
