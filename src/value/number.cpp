#include "value/number.hpp"

#include <baton/detail/number_text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace baton {
namespace {

constexpr std::int64_t kExponentCap = 1'000'000'000'000'000;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view text, std::size_t from) noexcept {
  std::size_t at = from;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at - from;
}

// A number as 0.DIGITS * 10^exponent, where DIGITS (whole followed by fraction) neither start nor end with a zero.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;

  [[nodiscard]] std::size_t size() const noexcept { return whole.size() + fraction.size(); }
  [[nodiscard]] char digit(std::size_t at) const noexcept {
    return at < whole.size() ? whole[at] : fraction[at - whole.size()];
  }
  [[nodiscard]] bool is_zero() const noexcept { return size() == 0; }
};

std::int64_t read_exponent(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  for (const char c : text) exponent = std::min(exponent * 10 + (c - '0'), kExponentCap);
  return negative ? -exponent : exponent;
}

Decimal read_decimal(std::string_view text) noexcept {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  const std::size_t whole = digits_at(text, 0);
  decimal.whole = text.substr(0, whole);
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t fraction = digits_at(text, 1);
    decimal.fraction = text.substr(1, fraction);
    text.remove_prefix(1 + fraction);
  }
  if (!text.empty()) decimal.exponent = read_exponent(text.substr(1));

  if (decimal.whole == "0") decimal.whole = {};
  decimal.exponent += static_cast<std::int64_t>(decimal.whole.size());
  if (decimal.whole.empty()) {
    const std::size_t zeros = std::min(decimal.fraction.find_first_not_of('0'), decimal.fraction.size());
    decimal.fraction.remove_prefix(zeros);
    decimal.exponent -= static_cast<std::int64_t>(zeros);
  }
  decimal.fraction = decimal.fraction.substr(0, decimal.fraction.find_last_not_of('0') + 1);
  if (decimal.fraction.empty()) decimal.whole = decimal.whole.substr(0, decimal.whole.find_last_not_of('0') + 1);
  return decimal;
}

std::weak_ordering compare_magnitudes(const Decimal& left, const Decimal& right) noexcept {
  if (left.exponent != right.exponent) return left.exponent <=> right.exponent;
  const std::size_t common = std::min(left.size(), right.size());
  for (std::size_t at = 0; at < common; ++at) {
    if (left.digit(at) != right.digit(at)) return left.digit(at) <=> right.digit(at);
  }
  return left.size() <=> right.size();
}

// Integers written plainly in at most 18 characters: nearly every number there is.
std::optional<std::int64_t> short_integer(std::string_view text) noexcept {
  if (text.size() > 18) return std::nullopt;
  const bool negative = text.starts_with('-');
  std::int64_t magnitude = 0;
  for (const char c : text.substr(negative ? 1 : 0)) {
    if (!is_digit(c)) return std::nullopt;
    magnitude = magnitude * 10 + (c - '0');
  }
  return negative ? -magnitude : magnitude;
}

// NaN, infinity and its opposite end with a letter, a JSON number never does.
bool is_finite(std::string_view text) noexcept {
  return is_digit(text.back());
}

// Where it stands among all numbers: NaN, then minus infinity, what is finite, and infinity.
int place_of(std::string_view text) noexcept {
  if (is_finite(text)) return 2;
  return text == kNan ? 0 : text == kInfinity ? 3 : 1;
}

// Without the sign; nullopt if it is no integer, or is beyond 64 bits.
std::optional<std::uint64_t> magnitude_of(const Decimal& decimal) noexcept {
  constexpr std::int64_t kMostDigits = 20;
  if (decimal.is_zero()) return 0;
  if (decimal.exponent > kMostDigits || decimal.exponent < static_cast<std::int64_t>(decimal.size())) {
    return std::nullopt;
  }
  std::uint64_t magnitude = 0;
  for (std::size_t at = 0; at < static_cast<std::size_t>(decimal.exponent); ++at) {
    const auto digit = static_cast<std::uint64_t>(at < decimal.size() ? decimal.digit(at) - '0' : 0);
    constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
    if (magnitude > (kMax - digit) / 10) return std::nullopt;
    magnitude = magnitude * 10 + digit;
  }
  return magnitude;
}

}  // namespace

std::size_t number_length(std::string_view text) noexcept {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0) return 0;
  at += text[at] == '0' ? 1 : whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return 0;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t digits = at + 1;
    if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
    const std::size_t exponent = digits_at(text, digits);
    if (exponent == 0) return 0;
    at = digits + exponent;
  }
  return at;
}

std::weak_ordering compare_numbers(std::string_view left, std::string_view right) noexcept {
  if (left == right) return std::weak_ordering::equivalent;
  if (const auto left_integer = short_integer(left)) {
    if (const auto right_integer = short_integer(right)) return *left_integer <=> *right_integer;
  }
  if (!is_finite(left) || !is_finite(right)) return place_of(left) <=> place_of(right);
  const Decimal a = read_decimal(left);
  const Decimal b = read_decimal(right);
  if (a.is_zero() && b.is_zero()) return std::weak_ordering::equivalent;
  if (a.is_zero()) return b.negative ? std::weak_ordering::greater : std::weak_ordering::less;
  if (b.is_zero()) return a.negative ? std::weak_ordering::less : std::weak_ordering::greater;
  if (a.negative != b.negative) return a.negative ? std::weak_ordering::less : std::weak_ordering::greater;
  return a.negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

std::optional<std::int64_t> integer_from_number(std::string_view text) noexcept {
  if (const auto integer = short_integer(text)) return integer;
  if (!is_finite(text)) return std::nullopt;
  const Decimal decimal = read_decimal(text);
  const auto magnitude = magnitude_of(decimal);
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!magnitude || *magnitude > kMax + (decimal.negative ? 1 : 0)) return std::nullopt;
  if (*magnitude == kMax + 1) return std::numeric_limits<std::int64_t>::min();
  const auto integer = static_cast<std::int64_t>(*magnitude);
  return decimal.negative ? -integer : integer;
}

std::optional<std::uint64_t> detail::unsigned_from_number(std::string_view text) noexcept {
  if (!is_finite(text)) return std::nullopt;
  const Decimal decimal = read_decimal(text);
  const auto magnitude = magnitude_of(decimal);
  return decimal.negative && magnitude != 0 ? std::nullopt : magnitude;
}

double double_from_number(std::string_view text) noexcept {
  if (text.size() <= 15) {  // every such integer is a double
    if (const auto integer = short_integer(text); integer && *integer != 0) return static_cast<double>(*integer);
  }
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (error != std::errc::result_out_of_range) return real;
  const Decimal decimal = read_decimal(text);
  if (decimal.is_zero() || decimal.exponent < 0) return decimal.negative ? -0.0 : 0.0;
  constexpr double kLargest = std::numeric_limits<double>::max();
  return decimal.negative ? -kLargest : kLargest;
}

std::string number_from_double(double real) {
  char buffer[40];
  if (std::fabs(real) < 1e17 && real == std::trunc(real)) {
    if (real == 0) return std::signbit(real) ? "-0" : "0";
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, static_cast<std::int64_t>(real));
    return {buffer, end};
  }
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, real, std::chars_format::scientific);
  const std::string_view scientific(buffer, static_cast<std::size_t>(end - buffer));
  const std::size_t e = scientific.find('e');
  const std::int64_t point = read_exponent(scientific.substr(e + 1)) + 1;  // where it is among the digits
  std::string digits;
  for (const char c : scientific.substr(0, e)) {
    if (is_digit(c)) digits += c;
  }
  const auto count = static_cast<std::int64_t>(digits.size());
  if (point <= -4 || point > count + 15) return std::string(scientific);
  if (point <= 0) {
    digits.insert(0, "0." + std::string(static_cast<std::size_t>(-point), '0'));
  } else if (point < count) {
    digits.insert(static_cast<std::size_t>(point), ".");
  } else {
    digits.append(static_cast<std::size_t>(point - count), '0');
  }
  return std::signbit(real) ? "-" + digits : digits;
}

}  // namespace baton
