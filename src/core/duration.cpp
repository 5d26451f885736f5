#include "core/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace baton::core {
namespace {

constexpr std::int64_t kMaxMilliseconds = kMaxDuration.count();

struct Unit {
  char designator;
  std::int64_t size;
};
// Those of the calendar count months, the others milliseconds.
constexpr std::array<Unit, 4> kDateUnits = {{{'Y', 12}, {'M', 1}, {'W', 7LL * 86'400'000}, {'D', 86'400'000}}};
constexpr std::array<Unit, 3> kTimeUnits = {{{'H', 3'600'000}, {'M', 60'000}, {'S', 1'000}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::unexpected<std::string> not_a_duration(std::string_view text, std::string_view why) {
  return std::unexpected("'" + std::string(text) +
                         "' is not an ISO 8601 duration such as PT1H30M: " + std::string(why));
}

// "12" or "1.5" times the unit; some number beyond the longest duration when it is longer.
std::int64_t scaled(std::string_view digits, std::int64_t unit) {
  std::int64_t whole = 0;
  std::size_t i = 0;
  for (; i < digits.size() && is_digit(digits[i]); ++i) {
    whole = whole * 10 + (digits[i] - '0');
    if (whole > kMaxMilliseconds / unit) return kMaxMilliseconds + 1;
  }
  std::int64_t total = whole * unit;
  std::int64_t share = unit;
  for (++i; i < digits.size() && share > 0; ++i) {  // past the decimal sign; below a millisecond is dropped
    share /= 10;
    total += (digits[i] - '0') * share;
  }
  return total;
}

bool is_too_long(const CalendarDuration& duration) {
  constexpr Duration kMonth = kMaxDuration / kMaxMonths;
  return duration.months > kMaxMonths || duration.time > kMaxDuration - duration.months * kMonth;
}

}  // namespace

Timestamp operator+(Timestamp from, const CalendarDuration& duration) {
  if (duration.months == 0) return from + duration.time;
  const auto day = std::chrono::floor<std::chrono::days>(from);
  std::chrono::year_month_day date(day);
  date += std::chrono::months(duration.months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days(date) + (from - day) + duration.time;
}

CalendarDuration times(const CalendarDuration& duration, std::int64_t factor) {
  constexpr CalendarDuration kLongest = {.time = kMaxDuration};
  if (duration.months > kMaxMonths / factor || duration.time > kMaxDuration / factor) return kLongest;
  const CalendarDuration product = {.months = duration.months * factor, .time = duration.time * factor};
  return is_too_long(product) ? kLongest : product;
}

std::expected<CalendarDuration, std::string> parse_iso8601_duration(std::string_view text) {
  if (text.size() < 3 || text[0] != 'P') return not_a_duration(text, "it must begin with P and name at least one unit");
  CalendarDuration total;
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
    const std::span<const Unit> units = in_time ? std::span<const Unit>(kTimeUnits) : std::span<const Unit>(kDateUnits);
    while (next_unit < units.size() && units[next_unit].designator != designator) ++next_unit;
    if (next_unit == units.size()) {
      return not_a_duration(text, "the units are Y, M, W, D, then T, H, M, S, each once and in this order");
    }
    const std::int64_t part = scaled(digits, units[next_unit++].size);
    if (!in_time && (designator == 'Y' || designator == 'M')) {
      if (!std::ranges::all_of(digits, is_digit)) {
        return not_a_duration(text, "a fraction of a year or month has no fixed length; use days");
      }
      total.months += part;
    } else {
      total.time += Duration(part);
    }
  }
  if (is_too_long(total)) return std::unexpected("the duration '" + std::string(text) + "' is longer than 100 years");
  return total;
}

std::expected<CalendarDuration, std::string> duration_from_value(const Value& value) {
  constexpr std::string_view kExpected =
      "a duration has the members days, hours, minutes, seconds and milliseconds, all integers";
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
    if (unit == 0) return std::unexpected(std::string(kExpected) + ", not '" + std::string(name) + "'");
    if (!count) return std::unexpected("the " + std::string(name) + " of a duration must be an integer");
    if (*count < 0) return std::unexpected("a duration cannot be negative ('" + std::string(name) + "')");
    if (*count > kMaxMilliseconds / unit || (total += *count * unit) > kMaxMilliseconds) {
      return std::unexpected(std::string("a duration cannot be longer than 100 years"));
    }
  }
  return CalendarDuration{.time = Duration(total)};
}

}  // namespace baton::core
