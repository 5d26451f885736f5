#include "schema/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <ranges>

namespace baton::schema {
namespace {

constexpr std::int64_t kMaxExponent = 1'000'000'000'000'000;
constexpr std::size_t kSmallDigits = 18;  // ten times a number of so many digits, and a digit more, fit into 64 bits

std::int64_t exponent_from(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (status == std::errc::result_out_of_range) return text.starts_with('-') ? -kMaxExponent : kMaxExponent;
  return std::clamp(exponent, -kMaxExponent, kMaxExponent);
}

std::uint64_t small_number(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char digit : digits) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  return number;
}

// A natural number in limbs of nine digits, the lowest first, without leading zeros.
using Limbs = std::vector<std::uint32_t>;
constexpr std::uint32_t kBase = 1'000'000'000;
constexpr std::size_t kLimbDigits = 9;

Limbs limbs_from(std::string_view digits) {
  Limbs limbs;
  while (!digits.empty()) {
    const std::size_t count = std::min(digits.size(), kLimbDigits);
    limbs.push_back(static_cast<std::uint32_t>(small_number(digits.substr(digits.size() - count))));
    digits.remove_suffix(count);
  }
  return limbs;
}

void trim(Limbs& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

void divide_exactly(Limbs& limbs, std::uint32_t factor) {
  std::uint64_t rest = 0;
  for (std::uint32_t& limb : std::views::reverse(limbs)) {
    const std::uint64_t dividend = rest * kBase + limb;
    limb = static_cast<std::uint32_t>(dividend / factor);
    rest = dividend % factor;
  }
  trim(limbs);
}

// The base is a multiple of 2 and of 5, so the lowest limb decides.
void remove_factor(Limbs& limbs, std::uint32_t factor, std::int64_t at_most) {
  for (; at_most > 0 && limbs.front() % factor == 0; --at_most) divide_exactly(limbs, factor);
}

bool is_less(const Limbs& left, const Limbs& right) {
  if (left.size() != right.size()) return left.size() < right.size();
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

void subtract(Limbs& from, const Limbs& what) {
  std::uint32_t borrow = 0;
  for (std::size_t at = 0; at < from.size(); ++at) {
    const std::uint32_t taken = (at < what.size() ? what[at] : 0) + borrow;
    borrow = from[at] < taken ? 1 : 0;
    from[at] = from[at] + borrow * kBase - taken;
  }
  trim(from);
}

void append_digit(Limbs& limbs, std::uint32_t digit) {
  std::uint64_t carry = digit;
  for (std::uint32_t& limb : limbs) {
    const std::uint64_t product = std::uint64_t{limb} * 10 + carry;
    limb = static_cast<std::uint32_t>(product % kBase);
    carry = product / kBase;
  }
  if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
}

bool is_multiple(std::string_view digits, const Limbs& divisor) {
  Limbs rest;
  for (const char digit : digits) {
    append_digit(rest, static_cast<std::uint32_t>(digit - '0'));
    while (!is_less(rest, divisor)) subtract(rest, divisor);
  }
  return rest.empty();
}

bool is_small_multiple(std::string_view digits, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (const char digit : digits) rest = (rest * 10 + static_cast<std::uint64_t>(digit - '0')) % divisor;
  return rest == 0;
}

}  // namespace

Decimal Decimal::from(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  Decimal decimal;
  const std::size_t exponent_at = std::min(number.find_first_of("eE"), number.size());
  if (exponent_at < number.size()) decimal.exponent = exponent_from(number.substr(exponent_at + 1));
  number = number.substr(0, exponent_at);
  const std::size_t point = std::min(number.find('.'), number.size());
  decimal.digits = number.substr(0, point);
  if (point < number.size()) {
    decimal.digits += number.substr(point + 1);
    decimal.exponent -= static_cast<std::int64_t>(number.size() - point - 1);
  }
  const std::size_t last = decimal.digits.find_last_not_of('0');
  if (last == std::string::npos) return {};
  decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - last - 1);
  decimal.digits.resize(last + 1);
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  return decimal;
}

std::uint64_t count_from(std::string_view number) {
  const Decimal decimal = Decimal::from(number);
  if (decimal.is_zero()) return 0;
  if (static_cast<std::int64_t>(decimal.digits.size()) + decimal.exponent > 19) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return small_number(decimal.digits + std::string(static_cast<std::size_t>(decimal.exponent), '0'));
}

Divisor::Divisor(std::string_view number) : divisor_(Decimal::from(number)) {}

// Neither of the two ends with a zero. If the divisor has the larger exponent, it does not divide. Otherwise the surplus of the
// number's exponent, a power of ten, may cancel factors 2 and 5 of the divisor, and what is left of the divisor must divide
// the digits of the number. So no power of ten is ever written out.
bool Divisor::divides(const Decimal& number, Meter& meter) const {
  if (number.is_zero()) return true;
  const std::int64_t surplus = number.exponent - divisor_.exponent;
  if (surplus < 0) return false;
  if (divisor_.digits.size() <= kSmallDigits) {
    if (!meter.charge(number.digits.size() / 8)) return false;
    std::uint64_t divisor = small_number(divisor_.digits);
    for (std::int64_t left = surplus; left > 0 && divisor % 2 == 0; --left) divisor /= 2;
    for (std::int64_t left = surplus; left > 0 && divisor % 5 == 0; --left) divisor /= 5;
    return is_small_multiple(number.digits, divisor);
  }
  Limbs divisor = limbs_from(divisor_.digits);
  if (!meter.charge((number.digits.size() + 4 * divisor_.digits.size()) * (1 + divisor.size() / 4))) return false;
  remove_factor(divisor, 2, surplus);
  remove_factor(divisor, 5, surplus);
  return is_multiple(number.digits, divisor);
}

}  // namespace baton::schema
