#include "core/schedule/occurrences.hpp"

#include "base/overloaded.hpp"

#include <algorithm>

namespace baton::core {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

// What the clock on the wall shows, counted as if it were UTC.
using WallTime = sys_seconds;

bool is_due_on(const Cron& cron, std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  if (!cron.months.test(static_cast<unsigned>(date.month()))) return false;
  const bool is_day = cron.days.test(static_cast<unsigned>(date.day()));
  const bool is_weekday = cron.weekdays.test(std::chrono::weekday{day}.c_encoding());
  return cron.any_day || cron.any_weekday ? is_day && is_weekday : is_day || is_weekday;
}

template <std::size_t N>
std::size_t first_from(const std::bitset<N>& values, std::size_t from) {
  while (from < N && !values.test(from)) ++from;
  return from;
}

// The first moment of a day that is not before the given one.
std::optional<seconds> first_moment(const Cron& cron, seconds from) {
  constexpr std::size_t minute = 60;
  constexpr std::size_t hour = 3'600;
  const auto start = static_cast<std::size_t>(from.count());
  for (std::size_t h = first_from(cron.hours, start / hour); h < cron.hours.size(); h = first_from(cron.hours, h + 1)) {
    const std::size_t in_hour = start > h * hour ? start - h * hour : 0;
    for (std::size_t m = first_from(cron.minutes, in_hour / minute); m < minute; m = first_from(cron.minutes, m + 1)) {
      const std::size_t in_minute = in_hour > m * minute ? in_hour - m * minute : 0;
      const std::size_t s = first_from(cron.seconds, in_minute);
      if (s < minute) return seconds{static_cast<std::int64_t>(h * hour + m * minute + s)};
    }
  }
  return std::nullopt;
}

// The first due time by the clock on the wall, before `end`.
std::optional<WallTime> first_wall_time(const Cron& cron, WallTime from, WallTime end) {
  for (auto day = std::chrono::floor<days>(from); day < end; day += days{1}) {
    if (!is_due_on(cron, day)) continue;
    const auto moment = first_moment(cron, std::max(from - day, seconds{0}));
    if (!moment) continue;
    const WallTime due = day + *moment;
    return due < end ? std::optional(due) : std::nullopt;
  }
  return std::nullopt;
}

// The latest time that clocks have shown before the segment, exclusively. Also where changes follow each other quickly.
WallTime shown_before(const Zone& zone, const Segment& segment) {
  constexpr int most_looks = 8;
  constexpr days far{2};  // no clock is changed by more
  WallTime latest = kFirstInstant;
  sys_seconds end = segment.begin;
  for (int look = 0; look < most_looks && end > kFirstInstant && end > segment.begin - far; ++look) {
    const Segment before = segment_at(zone, end - seconds{1});
    latest = std::max(latest, end + before.offset);
    end = before.begin;
  }
  return latest;
}

// The first instant from `from` on, in the segment that it is in.
std::optional<sys_seconds> next_in_segment(const CronInZone& rule, const Segment& segment, sys_seconds from) {
  const WallTime end = segment.end + segment.offset;
  if (rule.cron.any_hour) {
    const auto due = first_wall_time(rule.cron, from + segment.offset, end);
    return due ? std::optional(*due - segment.offset) : std::nullopt;
  }
  const WallTime shown = shown_before(rule.zone, segment);
  const WallTime begin = segment.begin + segment.offset;
  const bool was_skipped = from == segment.begin && shown > kFirstInstant && shown < begin;
  if (was_skipped && first_wall_time(rule.cron, shown, begin)) return segment.begin;
  const auto due = first_wall_time(rule.cron, std::max(from + segment.offset, shown), end);
  return due ? std::optional(*due - segment.offset) : std::nullopt;
}

std::optional<Timestamp> next_due(const CronInZone& rule, Timestamp after) {
  sys_seconds from = std::chrono::floor<seconds>(after) + seconds{1};
  if (from < kFirstInstant || from > kLastInstant - kLongestSearch) return std::nullopt;
  const sys_seconds end = from + kLongestSearch;
  while (from < end) {
    Segment segment = segment_at(rule.zone, from);
    segment.end = std::min(segment.end, end);
    if (const auto due = next_in_segment(rule, segment, from)) return *due;
    from = segment.end;
  }
  return std::nullopt;
}

std::optional<Timestamp> next_due(const EveryFrom& rule, Timestamp after) {
  const Timestamp earliest = std::max(after, rule.anchor);
  if (rule.interval.months == 0) {
    const Timestamp due = earliest + (rule.interval.time - (earliest - rule.anchor) % rule.interval.time);
    return due - earliest > kLongestSearch ? std::nullopt : std::optional(due);
  }
  // Counted from the anchor, so that the 31st does not become the 28th for ever.
  std::int64_t none = 0;
  std::int64_t some = kMaxMonths / rule.interval.months;
  if (rule.anchor + times(rule.interval, some) <= earliest) return std::nullopt;
  while (some - none > 1) {
    const std::int64_t middle = none + (some - none) / 2;
    (rule.anchor + times(rule.interval, middle) > earliest ? some : none) = middle;
  }
  const Timestamp due = rule.anchor + times(rule.interval, some);
  return due - earliest > kLongestSearch ? std::nullopt : std::optional(due);
}

// The last one that is after `after` and not after `until`. It is where next_due() steps over `until`.
std::optional<Timestamp> last_due(const Recurrence& recurrence, Timestamp after, Timestamp until) {
  const auto is_over = [&](Timestamp from) {
    const auto next = next_due(recurrence, from);
    return !next || *next > until;
  };
  if (after >= until || is_over(after)) return std::nullopt;
  Timestamp under = after;
  Timestamp over = until;
  while (over - under > Duration{1}) {
    const Timestamp middle = under + (over - under) / 2;
    (is_over(middle) ? over : under) = middle;
  }
  return over;
}

}  // namespace

std::optional<Timestamp> next_due(const Recurrence& recurrence, Timestamp after) {
  return std::visit([&](const auto& rule) { return next_due(rule, after); }, recurrence);
}

DueTimes due_between(const Recurrence& recurrence, Timestamp after, Timestamp until, std::size_t limit) {
  after = std::max(after, until - kLongestSearch);
  DueTimes due;
  auto last = last_due(recurrence, after, until);
  for (; last && due.times.size() < limit; last = last_due(recurrence, after, *last - Duration{1}))
    due.times.push_back(*last);
  due.has_older = last.has_value();
  std::ranges::reverse(due.times);
  return due;
}

}  // namespace baton::core
