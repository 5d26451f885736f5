#include "cents.hpp"

namespace checkout {

std::optional<Cents> times(Cents price, std::int64_t quantity) {
  Cents product;
  if (__builtin_mul_overflow(price.value, quantity, &product.value)) return std::nullopt;
  return product;
}

std::optional<Cents> plus(Cents left, Cents right) {
  Cents sum;
  if (__builtin_add_overflow(left.value, right.value, &sum.value)) return std::nullopt;
  return sum;
}

std::string to_text(Cents cents) {
  const std::int64_t whole = cents.value / 100;
  const std::int64_t rest = cents.value % 100;
  const std::string digits = std::to_string(100 + (rest < 0 ? -rest : rest)).substr(1);
  return (cents.value < 0 ? "-" : "") + std::to_string(whole < 0 ? -whole : whole) + '.' + digits;
}

}  // namespace checkout
