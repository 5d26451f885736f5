// When a schedule is due: a pure function of its rule and of an instant.
//
// Daylight saving. A cron expression whose hour begins with `*` is meant by the clock on the wall: nothing is due in the time that the clock
// skips, and in a doubled hour it is due in both. Any other one means a moment of the day, which comes once: where its local time does
// not exist, at the jump; where it comes twice, the first time.
#pragma once

#include "core/duration.hpp"
#include "core/schedule/cron.hpp"
#include "core/schedule/zone.hpp"

#include <baton/time.hpp>

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace baton::core {

// How far ahead is looked.
inline constexpr std::chrono::days kLongestSearch{3'653};

struct CronInZone {
  Cron cron;
  Zone zone;

  friend bool operator==(const CronInZone&, const CronInZone&) = default;
};
// The anchor itself is not due; one interval after it is.
struct EveryFrom {
  CalendarDuration interval;  // longer than nothing
  Timestamp anchor;

  friend bool operator==(const EveryFrom&, const EveryFrom&) = default;
};
using Recurrence = std::variant<EveryFrom, CronInZone>;

// The first instant after the given one; none within ten years, and none outside of the years 1 to 9999: nothing.
[[nodiscard]] std::optional<Timestamp> next_due(const Recurrence& recurrence, Timestamp after);

// What is due after one instant, and not after another.
struct DueTimes {
  std::vector<Timestamp> times;  // the newest ones, by time
  bool has_older = false;        // there are others before them
};
// Looks back at most ten years. 1 <= limit.
[[nodiscard]] DueTimes due_between(const Recurrence& recurrence, Timestamp after, Timestamp until, std::size_t limit);

}  // namespace baton::core
