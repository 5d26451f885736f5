#include "core/expression.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace baton::core {
namespace {

constexpr std::int64_t kMaxMilliseconds = kMaxDuration.count();

struct Unit {
  char designator;
  std::int64_t milliseconds;
};
constexpr std::array<Unit, 2> kDateUnits = {{{'W', 7LL * 86'400'000}, {'D', 86'400'000}}};
constexpr std::array<Unit, 3> kTimeUnits = {{{'H', 3'600'000}, {'M', 60'000}, {'S', 1'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::unexpected<std::string> not_a_duration(std::string_view text, std::string_view why) {
  return std::unexpected("'" + std::string(text) +
                         "' is not an ISO 8601 duration such as PT1H30M: " + std::string(why));
}

// "12" or "1.5" times the unit; nullopt when it is too long.
std::optional<std::int64_t> scaled(std::string_view digits, std::int64_t unit) {
  std::int64_t whole = 0;
  std::size_t i = 0;
  for (; i < digits.size() && is_digit(digits[i]); ++i) {
    whole = whole * 10 + (digits[i] - '0');
    if (whole > kMaxMilliseconds / unit) return std::nullopt;
  }
  std::int64_t total = whole * unit;
  std::int64_t share = unit;
  for (++i; i < digits.size() && share > 0; ++i) {  // past the decimal sign; below a millisecond is dropped
    share /= 10;
    total += (digits[i] - '0') * share;
  }
  return total;
}

}  // namespace

std::expected<Duration, std::string> parse_iso8601_duration(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return not_a_duration(text, "it must begin with P and name at least one unit");
  std::int64_t total = 0;
  bool in_time = false;
  std::size_t next_unit = 0;  // units come in order, each once
  std::size_t at = 1;
  while (at < text.size()) {
    if (text[at] == 'T' && !in_time && at + 1 < text.size()) {
      in_time = true;
      next_unit = 0;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == begin) return not_a_duration(text, "a number is missing");
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      const std::size_t sign = at++;
      while (at < text.size() && is_digit(text[at])) ++at;
      if (at == sign + 1) return not_a_duration(text, "digits are missing after the decimal sign");
    }
    if (at == text.size()) return not_a_duration(text, "the last number has no unit");
    const std::string_view digits = text.substr(begin, at - begin);
    const char designator = text[at++];
    if (!in_time && (designator == 'Y' || designator == 'M')) {
      return not_a_duration(text, "years and months have no fixed length, use days");
    }
    const std::span<const Unit> units = in_time ? std::span<const Unit>(kTimeUnits) : std::span<const Unit>(kDateUnits);
    while (next_unit < units.size() && units[next_unit].designator != designator) ++next_unit;
    if (next_unit == units.size()) return not_a_duration(text, "the units are W, D, then T, H, M, S, each once");
    const std::optional<std::int64_t> part = scaled(digits, units[next_unit++].milliseconds);
    if (!part || (total += *part) > kMaxMilliseconds) return not_a_duration(text, "it is longer than 100 years");
  }
  return Duration{total};
}

std::expected<Duration, std::string> duration_from_value(const Value& value) {
  constexpr std::string_view kExpected =
      "a duration has integer members out of days, hours, minutes, seconds, milliseconds";
  if (!value.is_object() || value.size() == 0) return std::unexpected(std::string(kExpected));
  std::int64_t total = 0;
  for (const Member& member : value.members()) {
    const std::string_view name = member.name();
    const std::int64_t unit = name == "days"           ? 86'400'000
                              : name == "hours"        ? 3'600'000
                              : name == "minutes"      ? 60'000
                              : name == "seconds"      ? 1'000
                              : name == "milliseconds" ? 1
                                                       : 0;
    const std::optional<std::int64_t> count = member.value.as_integer();
    if (unit == 0 || !count) return std::unexpected(std::string(kExpected) + ", not '" + std::string(name) + "'");
    if (*count < 0) return std::unexpected("a duration cannot be negative ('" + std::string(name) + "')");
    if (*count > kMaxMilliseconds / unit || (total += *count * unit) > kMaxMilliseconds) {
      return std::unexpected(std::string("a duration cannot be longer than 100 years"));
    }
  }
  return Duration{total};
}

}  // namespace baton::core
