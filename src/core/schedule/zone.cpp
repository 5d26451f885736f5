#include "core/schedule/zone.hpp"

#include <algorithm>

namespace baton::core {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;

sys_seconds in_range(sys_seconds at) {
  return std::clamp(at, kFirstInstant, kLastInstant);
}

sys_days day_of(const YearlyChange& change, year in) {
  const sys_days first = in / 1 / 1;
  switch (change.kind) {
    case YearlyChange::Day::Zero:
      return first + days{change.day};
    case YearlyChange::Day::Julian: {
      constexpr unsigned first_of_march = 60;
      return first + days{change.day - 1 + (in.is_leap() && change.day >= first_of_march ? 1 : 0)};
    }
    case YearlyChange::Day::Month:
      break;
  }
  const auto month = in / std::chrono::month{change.month};
  const std::chrono::weekday weekday{change.weekday};
  constexpr unsigned last = 5;
  return change.week == last ? sys_days{month / weekday[std::chrono::last]} : sys_days{month / weekday[change.week]};
}

// The changes of the year and of its neighbours, by time. Of several at one instant the last one counts.
std::vector<ZoneChange> changes_around(const YearlyRule& rule, sys_seconds at) {
  if (!rule.summer) return {};
  const YearlyRule::Summer& summer = *rule.summer;
  const year middle = std::chrono::year_month_day{std::chrono::floor<days>(at)}.year();
  std::vector<ZoneChange> changes;
  for (const int step : {-1, 0, 1}) {
    const year in = middle + std::chrono::years{step};
    changes.push_back({.at = day_of(summer.end, in) + summer.end.time - summer.offset, .offset = rule.offset});
    changes.push_back({.at = day_of(summer.begin, in) + summer.begin.time - rule.offset, .offset = summer.offset});
  }
  // A summer that ends when the next one begins lasts all year: at one instant, the beginning comes after the end.
  std::ranges::sort(changes, [&](const ZoneChange& left, const ZoneChange& right) {
    if (left.at != right.at) return left.at < right.at;
    return left.offset != summer.offset && right.offset == summer.offset;
  });
  return changes;
}

}  // namespace

bool is_zone_name(std::string_view text) {
  constexpr std::size_t longest = 64;
  if (text.empty() || text.size() > longest || text.front() == '/' || text.back() == '/' || text.contains("//"))
    return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '+' || c == '/';
  });
}

Segment segment_at(const Zone& zone, sys_seconds at) {
  at = in_range(at);
  Segment segment{.begin = kFirstInstant, .end = kLastInstant, .offset = zone.first_offset};
  const auto take = [&](const ZoneChange& change) {
    if (change.at > at) {
      segment.end = std::min(segment.end, in_range(change.at));
    } else if (change.at >= segment.begin) {
      segment.begin = change.at;
      segment.offset = change.offset;
    }
  };
  const auto next = std::ranges::upper_bound(zone.changes, at, {}, &ZoneChange::at);
  if (next != zone.changes.begin()) take(*std::prev(next));
  if (next != zone.changes.end()) {
    take(*next);
    return segment;
  }
  if (!zone.rule) return segment;
  if (zone.changes.empty()) segment.offset = zone.rule->offset;
  const sys_seconds listed = zone.changes.empty() ? kFirstInstant : zone.changes.back().at;
  for (const ZoneChange& change : changes_around(*zone.rule, at)) {
    if (change.at > listed) take(change);
  }
  return segment;
}

}  // namespace baton::core
