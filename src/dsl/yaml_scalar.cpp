#include "dsl/yaml_scalar.hpp"

#include "dsl/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kTrue = {"true", "True", "TRUE"};
constexpr std::array<std::string_view, 3> kFalse = {"false", "False", "FALSE"};
constexpr std::array<std::string_view, 12> kNotFinite = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf", "+.INF",
                                                         "-.inf", "-.Inf", "-.INF", ".nan",  ".NaN",  ".NAN"};

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_decimal_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// "+007.50e3" as JSON writes it: "7.50e3". Nullopt if it is not a decimal number.
std::optional<std::string> json_number(std::string_view text) {
  std::string json;
  if (text.starts_with('-')) json += '-';
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);

  std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  while (whole.size() > 1 && whole[0] == '0') whole.remove_prefix(1);
  json += whole.empty() ? "0" : whole;
  if (!fraction.empty()) json += "." + std::string(fraction);
  if (text.empty()) return json;

  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  json += text[0];
  text.remove_prefix(1);
  if (text.starts_with('-') || text.starts_with('+')) {
    json += text[0];
    text.remove_prefix(1);
  }
  const std::string_view exponent = take_digits(text);
  if (exponent.empty() || !text.empty()) return std::nullopt;
  return json.append(exponent);
}

// "1F" to base 16. Nullopt if it is no such integer.
std::optional<std::expected<Value, std::string>> integer(std::string_view digits, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (end != digits.data() + digits.size() || digits.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::unexpected("the integer is too large: write it in decimal");
  return *Value::number_from_text(std::to_string(number));
}

}  // namespace

std::expected<Value, std::string> resolve_plain_scalar(std::string_view text) {
  if (is_one_of(text, kNull)) return Value();
  if (is_one_of(text, kTrue)) return Value::boolean(true);
  if (is_one_of(text, kFalse)) return Value::boolean(false);
  if (is_one_of(text, kNotFinite)) {
    return std::unexpected("'" + std::string(text) + "' is not a JSON number; if it is a string, put quotes around it");
  }
  if (text.starts_with("0x")) {
    if (auto hexadecimal = integer(text.substr(2), 16)) return *std::move(hexadecimal);
  } else if (text.starts_with("0o")) {
    if (auto octal = integer(text.substr(2), 8)) return *std::move(octal);
  } else if (const auto json = json_number(text)) {
    if (auto number = Value::number_from_text(*json)) return *std::move(number);
  }
  return Value::string(text);
}

}  // namespace baton::dsl
