#include "core/duration.hpp"

#include "base/iso8601.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

using namespace std::chrono_literals;

std::string later(Timestamp from, std::string_view duration) {
  const auto parsed = parse_iso8601_duration(duration);
  return parsed ? to_iso8601(from + *parsed) : parsed.error();
}

Timestamp day(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day));
}

TEST(CalendarDuration, AddsMonthsFirstAndStopsAtTheEndOfTheMonth) {
  EXPECT_EQ(later(day(2026, 1, 31) + 12h + 250ms, "P1M"), "2026-02-28T12:00:00.250Z");
  EXPECT_EQ(later(day(2024, 1, 31) + 12h, "P1M"), "2024-02-29T12:00:00.000Z");
  EXPECT_EQ(later(day(2024, 2, 29), "P1Y"), "2025-02-28T00:00:00.000Z");
  EXPECT_EQ(later(day(2024, 2, 29), "P4Y"), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(later(day(2026, 1, 31) + 23h, "P1M1DT2H"), "2026-03-02T01:00:00.000Z");  // first the month
  EXPECT_EQ(later(day(2026, 11, 30), "P1Y2M1W"), "2028-02-06T00:00:00.000Z");
  EXPECT_EQ(later(day(1969, 12, 31) + 23h + 59min + 59s + 999ms, "P2M"), "1970-02-28T23:59:59.999Z");
  EXPECT_EQ(later(day(2026, 1, 1), "P0M"), "2026-01-01T00:00:00.000Z");
}

TEST(CalendarDuration, IsMultiplied) {
  EXPECT_EQ(times({.months = 1, .time = Duration(5)}, 3), (CalendarDuration{.months = 3, .time = Duration(15)}));
  EXPECT_EQ(times({.months = 1}, 1'200), (CalendarDuration{.months = 1'200}));
  EXPECT_EQ(times({.months = 1}, 1'201), (CalendarDuration{.time = kMaxDuration}));
  EXPECT_EQ(times({.months = 1, .time = Duration(1)}, 1'200), (CalendarDuration{.time = kMaxDuration}));
  EXPECT_EQ(times({.time = kMaxDuration}, std::int64_t{1} << 40), (CalendarDuration{.time = kMaxDuration}));
}

TEST(CalendarDuration, IsRefusedIfItIsInvalid) {
  for (const char* text : {"", "P", "PT", "P1", "1Y", "P1Y2Y", "P1M1Y", "P1D1M", "P0.5Y", "P1,5M", "P1.0M", "P101Y",
                           "P1201M", "P100YT0.001S", "P1H", "PT1D", "P99999999999999999999Y", "P-1M"}) {
    EXPECT_FALSE(parse_iso8601_duration(text)) << text;
  }
  EXPECT_EQ(parse_iso8601_duration("P101Y").error(), "the duration 'P101Y' is longer than 100 years");
  EXPECT_EQ(parse_iso8601_duration("P99999999999999999999YT1S").error(),
            "the duration 'P99999999999999999999YT1S' is longer than 100 years");
  EXPECT_EQ(parse_iso8601_duration("P101YT").error(),
            "'P101YT' is not an ISO 8601 duration such as PT1H30M: a number is missing");
  EXPECT_TRUE(parse_iso8601_duration("P100Y"));
  EXPECT_TRUE(parse_iso8601_duration("P1Y1M1W1DT1H1M1.5S"));
}

}  // namespace
}  // namespace baton::core
