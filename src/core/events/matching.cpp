#include "core/events/matching.hpp"

#include "base/overloaded.hpp"
#include "base/sha256.hpp"
#include "core/events/event_bindings.hpp"
#include "core/program.hpp"
#include "schema/meter.hpp"
#include "schema/regex.hpp"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

namespace baton::core {
namespace {

constexpr std::size_t kDigestDigits = 32;
constexpr std::uint64_t kRegexSteps = 100'000;

bool needs_the_task(const Expression& expression) {
  const std::size_t names = kArgumentNames.size() + expression.variables.size();
  for (std::size_t name = 0; name < names; ++name) {
    if (expression.program.uses(name)) return true;
  }
  return false;
}

// An attribute as a text; those of CloudEvents are strings, numbers and booleans.
std::string text_of(const Value& attribute) {
  return attribute.is_string() ? std::string(attribute.as_string()) : to_json(attribute);
}

bool passes_text(const AttributeTest::Text& test, const Value& attribute) {
  const std::string text = text_of(attribute);
  if (text == test.text) return true;
  schema::Meter meter(kRegexSteps);
  return test.pattern != nullptr && test.pattern->is_found_in(text, meter);
}

bool passes_condition(const Expression& condition, const Value& attribute, const Bindings& bindings) {
  const auto result = evaluate(condition, attribute, bindings);
  if (!result) return false;
  return result->is_boolean() ? result->as_boolean() : *result == attribute;
}

// Texts and conditions: all that is not compared with data.
bool passes_alone(const AttributeTest& test, const Value& event, const Bindings& bindings) {
  const Value* attribute = event.find(test.attribute);
  if (attribute == nullptr) return false;
  return std::visit(
      overloaded{[&](const AttributeTest::Text& text) { return passes_text(text, *attribute); },
                 [&](const Expression& condition) { return passes_condition(condition, *attribute, bindings); },
                 [](const Template&) { return true; }},
      test.wanted);
}

// Of a correlation: what the event has for it; null: nothing.
Value correlated(const Correlation& correlation, const Value& event, const Bindings& bindings) {
  auto value = evaluate(correlation.from, event, bindings);
  return value ? *std::move(value) : Value();
}

auto compared_tests(const EventFilter& filter) {
  return filter.attributes |
         std::views::filter([](const AttributeTest& test) { return std::holds_alternative<Template>(test.wanted); });
}

std::size_t compared_count(const EventFilter& filter) {
  return static_cast<std::size_t>(std::ranges::distance(compared_tests(filter)));
}

// Equal values have equal texts here, however they were written.
Value normalised(const Value& value) {
  if (value.is_number()) return Value::number(value.as_double() == 0 ? 0.0 : value.as_double());
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(normalised(item));
    return Value::array(std::move(items));
  }
  if (value.is_object()) {
    std::vector<Member> members;
    for (const Member& member : value.members()) members.push_back({member.key, normalised(member.value)});
    std::ranges::sort(members, {}, [](const Member& member) { return member.key.as_string(); });
    return Value::object(std::move(members));
  }
  return value;
}

std::string digest(std::vector<Value> values) {
  for (Value& value : values) value = normalised(value);
  if (values.empty()) return {};
  return sha256_hex(to_json(Value::array(std::move(values)))).substr(0, kDigestDigits);
}

// Which correlations are known from the beginning.
std::vector<bool> known_at_first(const EventFilter& filter) {
  std::vector<bool> known;
  for (const Correlation& correlation : filter.correlations) known.push_back(correlation.expect.has_value());
  return known;
}

// The known ones, as patterns have them: those from the beginning until all are bound.
std::vector<bool> known_of(const EventFilter& filter, const ExpectedValues& expected) {
  const auto first = expected.end() - static_cast<std::ptrdiff_t>(filter.correlations.size());
  const bool all = std::none_of(first, expected.end(), [](const Value& value) { return value.is_null(); });
  return all ? std::vector<bool>(filter.correlations.size(), true) : known_at_first(filter);
}

// Takes part in the correlation by which events are found: known, and the same for all listeners.
bool is_found_by(const Correlation& correlation, bool known) {
  return known && !needs_the_task(correlation.from);
}

EventPattern pattern(const EventFilter& filter, std::vector<bool> known) {
  std::string id = filter.identity;
  if (!known.empty()) id += '/';
  for (const bool each : known) id += each ? '1' : '0';
  return EventPattern{.id = std::move(id), .filter = &filter, .known = std::move(known)};
}

void add_patterns(std::vector<EventPattern>& patterns, const EventStrategy& strategy) {
  for (const EventFilter& filter : strategy.filters) {
    const std::vector<bool> at_first = known_at_first(filter);
    const bool all_known = std::ranges::all_of(at_first, std::identity{});
    patterns.push_back(pattern(filter, at_first));
    if (!all_known) patterns.push_back(pattern(filter, std::vector<bool>(at_first.size(), true)));
  }
}

}  // namespace

std::expected<ExpectedValues, Problem> expected_values(const EventFilter& filter, const Value& input,
                                                       const Bindings& bindings) {
  ExpectedValues values;
  for (const AttributeTest& test : compared_tests(filter)) {
    auto value = evaluate(std::get<Template>(test.wanted), input, bindings);
    if (!value) return std::unexpected(std::move(value).error());
    values.push_back(*std::move(value));
  }
  for (const Correlation& correlation : filter.correlations) {
    if (!correlation.expect) {
      values.emplace_back();
      continue;
    }
    auto value = evaluate(*correlation.expect, input, bindings);
    if (!value) return std::unexpected(std::move(value).error());
    values.push_back(*std::move(value));
  }
  return values;
}

std::size_t expected_count(const EventFilter& filter) {
  return compared_count(filter) + filter.correlations.size();
}

EventPattern pattern_of(const EventFilter& filter, const ExpectedValues& expected) {
  return pattern(filter, known_of(filter, expected));
}

std::string correlation_of(const EventFilter& filter, const ExpectedValues& expected) {
  const std::size_t compared = compared_count(filter);
  std::vector<Value> values(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(compared));
  const std::vector<bool> known = known_of(filter, expected);
  for (std::size_t at = 0; at < known.size(); ++at) {
    if (is_found_by(filter.correlations[at], known[at])) values.push_back(expected[compared + at]);
  }
  return digest(std::move(values));
}

bool listens(const Program& program) {
  if (program.hosted) return !program.hosted->topics.empty();
  return std::ranges::any_of(program.tasks,
                             [](const Task& task) { return std::holds_alternative<ListenTask>(task.kind); });
}

std::vector<EventPattern> patterns_of(const Program& program) {
  std::vector<EventPattern> patterns;
  const auto add = [&](const EventConsumption& consumption) {
    add_patterns(patterns, consumption.events);
    if (const auto* until = std::get_if<EventStrategy>(&consumption.until)) add_patterns(patterns, *until);
  };
  if (program.hosted) {
    for (const EventFilter& topic : program.hosted->topics) {
      patterns.push_back(pattern(topic, known_at_first(topic)));
    }
  }
  for (const Task& task : program.tasks) {
    if (const auto* listen = std::get_if<ListenTask>(&task.kind)) add(listen->to);
  }
  return patterns;
}

const std::string* type_of(const EventPattern& pattern) {
  for (const AttributeTest& test : pattern.filter->attributes) {
    const auto* text = std::get_if<AttributeTest::Text>(&test.wanted);
    if (text != nullptr && test.attribute == "type" && text->pattern == nullptr) return &text->text;
  }
  return nullptr;
}

std::optional<std::string> found_by(const EventPattern& pattern, const Value& event, Timestamp at) {
  const EventFilter& filter = *pattern.filter;
  const EventBindings bindings(at);
  std::vector<Value> values;
  for (const AttributeTest& test : filter.attributes) {
    const auto* condition = std::get_if<Expression>(&test.wanted);
    if (condition != nullptr && needs_the_task(*condition)) continue;
    if (!passes_alone(test, event, bindings)) return std::nullopt;
    if (std::holds_alternative<Template>(test.wanted)) values.push_back(*event.find(test.attribute));
  }
  for (std::size_t each = 0; each < filter.correlations.size(); ++each) {
    if (!is_found_by(filter.correlations[each], pattern.known[each])) continue;
    Value value = correlated(filter.correlations[each], event, bindings);
    if (value.is_null()) return std::nullopt;
    values.push_back(std::move(value));
  }
  return digest(std::move(values));
}

std::optional<ExpectedValues> passed(const EventFilter& filter, const ExpectedValues& expected, const Value& event,
                                     const Bindings& bindings) {
  ExpectedValues found;
  for (const AttributeTest& test : filter.attributes) {
    if (!passes_alone(test, event, bindings)) return std::nullopt;
    if (!std::holds_alternative<Template>(test.wanted)) continue;
    if (*event.find(test.attribute) != expected[found.size()]) return std::nullopt;
    found.push_back(expected[found.size()]);
  }
  for (const Correlation& correlation : filter.correlations) {
    Value value = correlated(correlation, event, bindings);
    const Value& wanted = expected[found.size()];
    const bool is_open = wanted.is_null() && !correlation.expect;
    if (value.is_null() || (!is_open && value != wanted)) return std::nullopt;
    found.push_back(std::move(value));
  }
  return found;
}

Value reading_of(EventReading reading, const Value& event) {
  if (reading == EventReading::Envelope) return event;
  if (const Value* data = event.find("data")) return *data;
  const Value* bytes = event.find("data_base64");
  return bytes == nullptr ? Value() : *bytes;
}

}  // namespace baton::core
