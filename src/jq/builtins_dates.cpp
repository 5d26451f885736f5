// Natives over time. All of it is UTC.
#include "jq/arithmetic.hpp"
#include "jq/builtins.hpp"
#include "jq/dates.hpp"

#include <cmath>

namespace baton::jq {
namespace {

constexpr std::string_view kIso8601 = "%Y-%m-%dT%H:%M:%SZ";

Value broken_down(Execution& execution, const CalendarTime& time) {
  const auto whole = [](int number) { return Value::number(std::int64_t{number}); };
  return new_array(execution,
                   {Value::number(time.year), whole(time.month), whole(time.day), whole(time.hour), whole(time.minute),
                    Value::number(time.second), whole(time.weekday), whole(time.year_day)});
}

// The array that gmtime makes; nullopt if it is not one.
std::optional<CalendarTime> from_broken_down(const Value& value) {
  constexpr double kBound = 100'000;
  if (!value.is_array() || value.size() == 0) return std::nullopt;
  double parts[8] = {};
  for (std::size_t at = 0; at < std::min<std::size_t>(value.size(), 8); ++at) {
    if (!value.items()[at].is_number()) return std::nullopt;
    parts[at] = value.items()[at].as_double();
    if (std::fabs(parts[at]) > kBound) return std::nullopt;
  }
  CalendarTime time;
  time.year = static_cast<std::int64_t>(parts[0]);
  time.month = static_cast<int>(parts[1]);
  time.day = static_cast<int>(parts[2]);
  time.hour = static_cast<int>(parts[3]);
  time.minute = static_cast<int>(parts[4]);
  time.second = parts[5];
  time.weekday = static_cast<int>(parts[6]);
  time.year_day = static_cast<int>(parts[7]);
  if (std::llabs(time.year) > 9999) return std::nullopt;
  return time;
}

Value gmtime(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_number()) return execution.fail("gmtime() requires numeric inputs");
  const auto time = calendar_time(input.as_double());
  return time ? broken_down(execution, *time)
              : execution.fail("error converting number of seconds since epoch to datetime");
}

Value mktime(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_array()) return execution.fail("mktime requires array inputs");
  const auto time = from_broken_down(input);
  if (!time) return execution.fail("mktime requires parsed datetime inputs");
  return Value::number(std::floor(seconds_since_epoch(*time)));
}

Value strftime(Execution& execution, Value input, std::span<Value> arguments) {
  if (!arguments[0].is_string()) return execution.fail("strftime/1 requires a string format");
  const auto time = input.is_number() ? calendar_time(input.as_double()) : from_broken_down(input);
  if (!time) return execution.fail("strftime/1 requires parsed datetime inputs");
  if (!execution.charge_bytes(10 * arguments[0].as_string().size())) return {};
  return new_string(execution, format_time(*time, arguments[0].as_string()));
}

Value no_match(Execution& execution, const Value& input, std::string_view format) {
  return execution.fail("date \"" + std::string(input.as_string()) + "\" does not match format \"" +
                        std::string(format) + "\"");
}

Value strptime(Execution& execution, Value input, std::span<Value> arguments) {
  if (!input.is_string() || !arguments[0].is_string()) {
    return execution.fail("strptime/1 requires string inputs and arguments");
  }
  const auto time = parse_time(input.as_string(), arguments[0].as_string());
  return time ? broken_down(execution, *time) : no_match(execution, input, arguments[0].as_string());
}

Value fromdate(Execution& execution, Value input, std::span<Value>) {
  if (!input.is_string()) return execution.fail("strptime/1 requires string inputs and arguments");
  const auto instant = parse_instant(input.as_string());
  return instant ? Value::number(*instant) : no_match(execution, input, kIso8601);
}

Value now(Execution& execution, Value, std::span<Value>) {
  return Value::number(static_cast<double>(execution.arguments().now.time_since_epoch().count()) / 1000.0);
}

constexpr Native kDateNatives[] = {
    {"gmtime", 0, gmtime},
    {"mktime", 0, mktime},
    {"strftime", 1, strftime},
    {"strptime", 1, strptime},
    {"fromdateiso8601", 0, fromdate},
    {"now", 0, now},
};

}  // namespace

std::span<const Native> date_natives() {
  return kDateNatives;
}

}  // namespace baton::jq
