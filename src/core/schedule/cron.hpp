// Cron expressions: at which seconds something is due. occurrences.hpp finds them.
//
// Five fields: minute (0-59), hour (0-23), day of the month (1-31), month (1-12 or JAN-DEC), day of the week (0-7 or SUN-SAT,
// 0 and 7 are Sunday). A sixth one, before them, is the second (0-59), which is 0 otherwise. A field is a list of `*`, `5`, `1-5`, each
// perhaps with a step, as in `*/15`. Also @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly.
#pragma once

#include <bitset>
#include <expected>
#include <string>
#include <string_view>

namespace baton::core {

struct Cron {
  std::bitset<60> seconds;
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;     // of the month; 0 is not used
  std::bitset<13> months;   // 0 is not used
  std::bitset<7> weekdays;  // 0 is Sunday
  // As in every cron: where both days are given, a day that is one of either is meant; where one begins with `*`, it must be both.
  bool any_day = false;
  bool any_weekday = false;
  // The field of the hour begins with `*`: it is due by the clock on the wall, whatever is done to the clock (occurrences.hpp).
  bool any_hour = false;

  friend bool operator==(const Cron&, const Cron&) = default;
};

// The error says what is wrong; one that is never due, such as "0 0 31 2 *", is an error too.
[[nodiscard]] std::expected<Cron, std::string> parse_cron(std::string_view text);

}  // namespace baton::core
