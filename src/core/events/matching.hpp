// Which events pass a filter. PURE.
//
// An event is matched twice. When it is appended to the log, every pattern says whether it may pass, and under which correlation it is
// to be found: that takes nothing of an instance, so one evaluation serves all listeners. When a listener consumes it, the whole
// filter is evaluated, with what the task sees.
#pragma once

#include "core/event_filter.hpp"

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace baton::core {

struct Program;

// What the events of a filter must be equal to: for each attribute that is compared with data, and for each correlation, in
// this order. Null: not known yet; the first event decides.
using ExpectedValues = std::vector<Value>;

// As many values as the filter has: those that do not depend on an event, evaluated for one listener.
[[nodiscard]] std::expected<ExpectedValues, Problem> expected_values(const EventFilter& filter, const Value& input,
                                                                     const Bindings& bindings);

[[nodiscard]] std::size_t expected_count(const EventFilter& filter);

// A filter, and which of its correlations have a known value.
struct EventPattern {
  std::string id;  // the same for equal filters, of whichever definition
  const EventFilter* filter = nullptr;
  std::vector<bool> known;  // by correlation
};
// The pattern of a listener with these values, and the correlation by which its events are found.
[[nodiscard]] EventPattern pattern_of(const EventFilter& filter, const ExpectedValues& expected);
[[nodiscard]] std::string correlation_of(const EventFilter& filter, const ExpectedValues& expected);
// Has it a task that listens, or a topic?
[[nodiscard]] bool listens(const Program& program);
// All that listeners of the program may ever have. The program must outlive them.
[[nodiscard]] std::vector<EventPattern> patterns_of(const Program& program);
// The event's type that the pattern names; nullptr: it may match events of several types.
[[nodiscard]] const std::string* type_of(const EventPattern& pattern);

// Under which correlation listeners of this pattern find the event; nullopt: it passes none of them. `event` is a CloudEvent as structured
// JSON, `at` the time at which it was appended.
[[nodiscard]] std::optional<std::string> found_by(const EventPattern& pattern, const Value& event, Timestamp at);

// Does the event pass? Then what its correlations gave, for `expected`; an expression that fails lets it not pass.
[[nodiscard]] std::optional<ExpectedValues> passed(const EventFilter& filter, const ExpectedValues& expected,
                                                   const Value& event, const Bindings& bindings);

// What a workflow reads of the event (DSL: "listen.read").
[[nodiscard]] Value reading_of(EventReading reading, const Value& event);

}  // namespace baton::core
