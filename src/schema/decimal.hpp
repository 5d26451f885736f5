// JSON numbers as the decimals that they denote, exactly, whatever their length.
#pragma once

#include "schema/meter.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::schema {

// digits × 10^exponent. The sign is left out: nothing here depends on it.
struct Decimal {
  std::string digits;  // begins and ends with no 0; empty: the number is zero
  std::int64_t exponent = 0;

  // `number` is a JSON number. An exponent beyond 10^15 counts as 10^15.
  [[nodiscard]] static Decimal from(std::string_view number);
  [[nodiscard]] bool is_zero() const { return digits.empty(); }
  [[nodiscard]] bool is_integer() const { return is_zero() || exponent >= 0; }
};

// A number that is an integer and not negative; beyond 2^64 the largest.
[[nodiscard]] std::uint64_t count_from(std::string_view number);

// The number of a multipleOf.
class Divisor {
 public:
  explicit Divisor(std::string_view number);  // not zero
  [[nodiscard]] bool divides(const Decimal& number, Meter& meter) const;

 private:
  Decimal divisor_;
};

}  // namespace baton::schema
