// Durations of the DSL, as a document or an expression writes them (DSL reference: "Duration").
#pragma once

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace baton::core {

// What a duration may be at most, months included.
inline constexpr Duration kMaxDuration = std::chrono::hours{24 * 365 * 100};
inline constexpr std::int64_t kMaxMonths = 1'200;

// Months have no fixed length: how long it is depends on when it begins.
struct CalendarDuration {
  std::int64_t months = 0;
  Duration time = {};

  friend bool operator==(const CalendarDuration&, const CalendarDuration&) = default;
};

// In UTC: the months first, to the last day of the month where it has no such day, then the time.
[[nodiscard]] Timestamp operator+(Timestamp from, const CalendarDuration& duration);
// So many times the duration; the longest one where that would be longer. 1 <= factor.
[[nodiscard]] CalendarDuration times(const CalendarDuration& duration, std::int64_t factor);

// "PT1H30M", "P1Y2M3DT0.5S". A fraction of a year or month is refused, as is anything beyond kMaxDuration.
[[nodiscard]] std::expected<CalendarDuration, std::string> parse_iso8601_duration(std::string_view text);
// {"hours": 1, "seconds": 30}: integers, at least one member.
[[nodiscard]] std::expected<CalendarDuration, std::string> duration_from_value(const Value& value);

}  // namespace baton::core
