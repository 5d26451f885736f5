// Events that a workflow waits for: which ones, and how they are read (DSL: "Event Consumption Strategy", "Event Filter").
#pragma once

#include "core/expression.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::schema {
class Regex;
}  // namespace baton::schema

namespace baton::core {

// One attribute of an event, or its `data`, must pass.
struct AttributeTest {
  // An attribute passes that is this text. If the text can be read as a regular expression, one passes in which it is found.
  struct Text {
    std::string text;
    std::shared_ptr<const schema::Regex> pattern;  // nullptr: no regular expression
  };
  // Evaluated on the attribute: true or false says whether it passes; any other result is what it must be equal to.
  using Condition = Expression;
  // What it must be equal to. Does not see the event.
  using Equal = Template;

  std::string attribute;
  std::variant<Text, Condition, Equal> wanted;
};

// DSL: "Correlation". Filters of one strategy that have a correlation of the same name must find equal values.
struct Correlation {
  std::string name;
  Expression from;                 // evaluated on the event
  std::optional<Template> expect;  // what `from` must give; none: what it gives for the first event
};

struct EventFilter {
  std::string identity;                   // the same for filters that are written in the same way
  std::vector<AttributeTest> attributes;  // all must pass
  std::vector<Correlation> correlations;
};

struct EventStrategy {
  enum class Kind : std::uint8_t {
    One,  // one event that passes the one filter
    Any,  // one event that passes any of the filters
    All   // for each filter an event that passes it
  };

  Kind kind = Kind::One;
  std::vector<EventFilter> filters;  // of an `any` without filters: one that lets all events pass
};

// What is consumed: what the strategy says or, of Any with an end, every event that passes until then.
struct EventConsumption {
  // Evaluated after each event, on the list of those that were consumed so far.
  using Condition = Expression;

  EventStrategy events;
  // The events of a strategy here are not part of the result.
  std::variant<std::monostate, Condition, EventStrategy> until;
};

// What a workflow gets of an event.
enum class EventReading : std::uint8_t {
  Data,      // its data
  Envelope,  // all attributes, and its data
  Raw        // its data as it came
};

}  // namespace baton::core
