// Calendar time in UTC, without libc's locale and time zone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton::jq {

// Broken-down time as jq shows it: the month counts from 0, `second` may have a fraction.
struct CalendarTime {
  std::int64_t year = 1900;
  int month = 0;
  int day = 1;
  int hour = 0;
  int minute = 0;
  double second = 0;
  int weekday = 0;   // from Sunday = 0
  int year_day = 0;  // from 0
};

// nullopt outside the years -9999 to 9999.
[[nodiscard]] std::optional<CalendarTime> calendar_time(double seconds);
[[nodiscard]] double seconds_since_epoch(const CalendarTime& time);

[[nodiscard]] std::string format_time(const CalendarTime& time, std::string_view format);
// The whole text must match, up to a space. `%z` and `%s` move the result to UTC.
[[nodiscard]] std::optional<CalendarTime> parse_time(std::string_view text, std::string_view format);
// An RFC 3339 instant: fractions of a second and numeric offsets are understood.
[[nodiscard]] std::optional<double> parse_instant(std::string_view text);

}  // namespace baton::jq
