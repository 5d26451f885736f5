#include "core/schedule/occurrences.hpp"

#include "base/iso8601.hpp"
#include "core/schedule/zone_test_support.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace baton::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

Timestamp utc(int year, unsigned month, unsigned day, Duration time = {}) {
  return sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + time;
}

Recurrence cron_in(std::string_view rule, std::string_view cron) {
  return CronInZone{.cron = parse_cron(cron).value(), .zone = rule == "UTC" ? Zone{} : zone_by(rule)};
}

// The next ones, without their date's century and their milliseconds: "26-03-29T01:00:00".
std::string next_ones(const Recurrence& recurrence, Timestamp after, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    const auto due = next_due(recurrence, after);
    if (!due) return all + "none";
    all += (all.empty() ? "" : " ") + to_iso8601(*due).substr(2, 17);
    after = *due;
  }
  return all;
}

TEST(Occurrences, AreByTheFields) {
  EXPECT_EQ(next_ones(cron_in("UTC", "30 8 * * MON"), utc(2026, 11, 27), 2), "26-11-30T08:30:00 26-12-07T08:30:00");
  EXPECT_EQ(next_ones(cron_in("UTC", "*/20 59 23 31 12 *"), utc(2026, 11, 27), 4),
            "26-12-31T23:59:00 26-12-31T23:59:20 26-12-31T23:59:40 27-12-31T23:59:00");
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 29 2 *"), utc(2026, 1, 1), 2), "28-02-29T00:00:00 32-02-29T00:00:00");
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 13 * FRI"), utc(2026, 11, 10), 3),
            "26-11-13T00:00:00 26-11-20T00:00:00 26-11-27T00:00:00")
      << "either day";
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 * * *"), utc(2026, 1, 1), 1), "26-01-02T00:00:00") << "after, not at";
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 * * *"), utc(2026, 1, 1) - 1ms, 1), "26-01-01T00:00:00");
}

TEST(Occurrences, EndWithTheSearch) {
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 29 2 *"), utc(2096, 3, 1), 1), "04-02-29T00:00:00")
      << "there is none in 2100";
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 29 2 */7"), utc(2004, 3, 1), 1), "none") << "a Sunday, 28 years later";
  EXPECT_EQ(next_ones(cron_in("UTC", "0 0 * * *"), utc(9999, 1, 1), 1), "none");
  EXPECT_EQ(next_ones(EveryFrom{.interval = {.time = days{4'000}}, .anchor = utc(2026, 1, 1)}, utc(2026, 1, 1), 1),
            "none");
}

TEST(Occurrences, ComeAtTheJumpWhereTheirTimeIsSkipped) {
  EXPECT_EQ(next_ones(cron_in(kBerlin, "30 2 * * *"), utc(2026, 3, 27, 12h), 3),
            "26-03-28T01:30:00 26-03-29T01:00:00 26-03-30T00:30:00");
  EXPECT_EQ(next_ones(cron_in(kBerlin, "0,30 2 * * *"), utc(2026, 3, 28, 12h), 2),
            "26-03-29T01:00:00 26-03-30T00:00:00")
      << "all that is skipped comes as one";
  EXPECT_EQ(next_ones(cron_in(kNewYork, "15 2 * * *"), utc(2026, 3, 7, 12h), 2), "26-03-08T07:00:00 26-03-09T06:15:00");
  EXPECT_EQ(next_ones(cron_in(kLordHowe, "15 2 * * *"), utc(2026, 10, 3), 2), "26-10-03T15:30:00 26-10-04T15:15:00");
}

TEST(Occurrences, ComeOnceWhereTheirTimeIsDoubled) {
  EXPECT_EQ(next_ones(cron_in(kBerlin, "30 2 * * *"), utc(2026, 10, 24, 12h), 2),
            "26-10-25T00:30:00 26-10-26T01:30:00");
  EXPECT_EQ(next_ones(cron_in(kNewYork, "30 1 * * *"), utc(2026, 10, 31, 12h), 2),
            "26-11-01T05:30:00 26-11-02T06:30:00");
  EXPECT_EQ(next_ones(cron_in(kLordHowe, "45 1 * * *"), utc(2026, 4, 4), 2), "26-04-04T14:45:00 26-04-05T15:15:00");
}

TEST(Occurrences, FollowTheClockWhereTheHourIsAny) {
  EXPECT_EQ(next_ones(cron_in(kBerlin, "30 * * * *"), utc(2026, 3, 29), 3),
            "26-03-29T00:30:00 26-03-29T01:30:00 26-03-29T02:30:00");
  EXPECT_EQ(next_ones(cron_in(kBerlin, "30 */2 * * *"), utc(2026, 10, 24, 22h), 3),
            "26-10-24T22:30:00 26-10-25T00:30:00 26-10-25T01:30:00")
      << "half past two comes twice";
  EXPECT_EQ(next_ones(cron_in(kBerlin, "30 */2 * * *"), utc(2026, 3, 28, 23h), 2),
            "26-03-28T23:30:00 26-03-29T02:30:00")
      << "and here it does not come";
  EXPECT_EQ(next_ones(cron_in(kLordHowe, "0 * * * *"), utc(2026, 10, 3, 14h), 3),
            "26-10-03T14:30:00 26-10-03T16:00:00 26-10-03T17:00:00");
  EXPECT_EQ(next_ones(cron_in(kKolkata, "0 * * * *"), utc(2026, 1, 1), 2), "26-01-01T00:30:00 26-01-01T01:30:00");
}

TEST(Occurrences, OfAnIntervalAreCountedFromItsAnchor) {
  const Timestamp anchor = utc(2026, 1, 31, 500ms);
  EXPECT_EQ(next_due(EveryFrom{.interval = {.time = 10s}, .anchor = anchor}, anchor), anchor + 10s);
  EXPECT_EQ(next_due(EveryFrom{.interval = {.time = 10s}, .anchor = anchor}, anchor + 25s), anchor + 30s);
  EXPECT_EQ(next_due(EveryFrom{.interval = {.time = 10s}, .anchor = anchor}, anchor - 25h), anchor + 10s);
  EXPECT_EQ(next_ones(EveryFrom{.interval = {.months = 1}, .anchor = anchor}, anchor, 3),
            "26-02-28T00:00:00 26-03-31T00:00:00 26-04-30T00:00:00");
}

TEST(Occurrences, BetweenTwoInstantsAreTheNewest) {
  const Recurrence hourly = cron_in("UTC", "@hourly");
  const auto some = due_between(hourly, utc(2026, 1, 1), utc(2026, 1, 1, 5h + 1ms), 2);
  EXPECT_EQ(some.times, (std::vector<Timestamp>{utc(2026, 1, 1, 4h), utc(2026, 1, 1, 5h)}));
  EXPECT_TRUE(some.has_older);
  const auto all = due_between(hourly, utc(2026, 1, 1, 4h), utc(2026, 1, 1, 5h), 2);
  EXPECT_EQ(all.times, (std::vector<Timestamp>{utc(2026, 1, 1, 5h)}));
  EXPECT_FALSE(all.has_older);
  EXPECT_TRUE(due_between(hourly, utc(2026, 1, 1, 4h), utc(2026, 1, 1, 5h) - 1ms, 2).times.empty());
  EXPECT_TRUE(due_between(hourly, utc(2026, 1, 2), utc(2026, 1, 1), 2).times.empty());
}

// Every minute of some days, looked at one by one, as the rules say it in words.
std::set<sys_seconds> walk(const CronInZone& rule, sys_seconds begin, sys_seconds end) {
  const auto is_due = [&](sys_seconds wall) {
    const auto day = std::chrono::floor<days>(wall);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{wall - day};
    const bool day_fits = rule.cron.days.test(static_cast<unsigned>(date.day()));
    const bool weekday_fits = rule.cron.weekdays.test(std::chrono::weekday{day}.c_encoding());
    const bool either = !rule.cron.any_day && !rule.cron.any_weekday;
    return rule.cron.months.test(static_cast<unsigned>(date.month())) &&
           (either ? day_fits || weekday_fits : day_fits && weekday_fits) &&
           rule.cron.hours.test(static_cast<std::size_t>(time.hours().count())) &&
           rule.cron.minutes.test(static_cast<std::size_t>(time.minutes().count()));
  };
  std::set<sys_seconds> due;
  sys_seconds shown =
      begin + segment_at(rule.zone, begin).offset;  // the clock shows this minute next, if it is not changed
  for (sys_seconds at = begin; at < end; at += minutes{1}) {
    const sys_seconds wall = at + segment_at(rule.zone, at).offset;
    if (rule.cron.any_hour) {
      if (is_due(wall)) due.insert(at);
      continue;
    }
    for (; shown <= wall; shown += minutes{1}) {
      if (is_due(shown)) due.insert(at);
    }
  }
  return due;
}

TEST(Occurrences, AreThoseOfAWalkThroughAllMinutes) {
  std::mt19937 random(20'261'127);
  const auto any = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
  const auto number = [&](unsigned count) { return std::to_string(any(count)); };
  const std::vector<std::string_view> zones = {kBerlin, kNewYork, kLordHowe, kKolkata,
                                               "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1"};
  const std::vector<sys_days> changes = {std::chrono::year{2026} / 3 / 28, std::chrono::year{2026} / 10 / 24,
                                         std::chrono::year{2026} / 3 / 7,  std::chrono::year{2026} / 10 / 31,
                                         std::chrono::year{2026} / 4 / 4,  std::chrono::year{2026} / 10 / 3};
  for (int i = 0; i < 300; ++i) {
    const std::string minute = any(2) == 0 ? number(60) : "*/" + std::to_string(1 + any(40));
    const std::vector<std::string> hours = {"*", "*/" + std::to_string(1 + any(5)), number(24), "0-4", "1,2,3"};
    const std::vector<std::string> last = {" * * *", " * * " + number(7),
                                           " " + std::to_string(1 + any(28)) + " * " + number(7)};
    const std::string text = minute + " " + hours[any(5)] + last[any(3)];
    const CronInZone rule{.cron = parse_cron(text).value(), .zone = zone_by(zones[any(5)])};
    const sys_seconds begin = changes[any(6)] - days{1};
    const sys_seconds end = begin + days{4};
    std::set<sys_seconds> found;
    Timestamp at = begin - seconds{1};
    while (const auto due = next_due(rule, at)) {
      if (*due >= end) break;
      found.insert(std::chrono::floor<seconds>(*due));
      ASSERT_GT(*due, at);
      at = *due;
    }
    EXPECT_EQ(found, walk(rule, begin, end)) << text << " " << to_iso8601(begin);
    if (found.empty()) continue;
    const auto back = due_between(rule, begin - seconds{1}, end - seconds{1}, found.size());
    EXPECT_TRUE(std::ranges::equal(back.times, found)) << text;
    EXPECT_FALSE(back.has_older) << text;
  }
}

}  // namespace
}  // namespace baton::core
