#include "simulation/made_events.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace baton::simulation {
namespace {

// What a filter sees that needs nothing of its task.
class NoTask final : public core::Bindings {
 public:
  [[nodiscard]] Value argument(core::Argument) const override { return {}; }
  [[nodiscard]] Value variable(std::string_view) const override { return {}; }
  [[nodiscard]] Timestamp now() const override { return {}; }
};

// ".data.order.id" leads to a member, and so does nothing else.
std::optional<std::vector<std::string>> path_of(std::string_view expression) {
  std::vector<std::string> path;
  while (expression.starts_with('.')) {
    expression.remove_prefix(1);
    const std::size_t end = std::min(expression.find('.'), expression.size());
    const std::string_view name = expression.substr(0, end);
    const bool is_plain = std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (name.empty() || !is_plain) return std::nullopt;
    path.emplace_back(name);
    expression.remove_prefix(end);
  }
  if (!expression.empty() || path.empty()) return std::nullopt;
  return path;
}

Value with_member(const Value& object, std::span<const std::string> path, const Value& value) {
  if (path.empty()) return value;
  const Value* inner = object.is_object() ? object.find(path.front()) : nullptr;
  const Value changed = with_member(inner == nullptr ? Value() : *inner, path.subspan(1), value);
  return (object.is_object() ? object : Value::object({})).with(path.front(), changed);
}

// With what it is correlated by; if the filter lets it pass then.
std::optional<CloudEvent> completed(Value event, const Awaited& awaited) {
  std::size_t next = core::expected_count(awaited.filter) - awaited.filter.correlations.size();
  for (const core::Correlation& correlation : awaited.filter.correlations) {
    const Value& expected = awaited.expected[next++];
    const auto path = path_of(correlation.from.text);
    if (path) event = with_member(event, *path, expected.is_null() ? Value::string("any") : expected);
  }
  if (!core::passed(awaited.filter, awaited.expected, event, NoTask())) return std::nullopt;
  auto made = cloud_event_from(event);
  return made ? std::optional(*std::move(made)) : std::nullopt;
}

}  // namespace

std::optional<CloudEvent> MadeEvents::event_for(const Awaited& awaited, std::uint64_t number, Choices& choices) const {
  Value event = Value::object({{"specversion", Value::string("1.0")},
                               {"id", Value::string("simulated-" + std::to_string(number))},
                               {"source", Value::string("/simulation")},
                               {"type", Value::string("simulated")}});
  std::size_t compared = 0;
  for (const core::AttributeTest& test : awaited.filter.attributes) {
    if (const auto* text = std::get_if<core::AttributeTest::Text>(&test.wanted)) {
      event = event.with(test.attribute, Value::string(text->text));
    } else if (std::holds_alternative<core::Template>(test.wanted)) {
      event = event.with(test.attribute, awaited.expected[compared++]);
    }
  }
  const auto mock = std::ranges::find(mocks_, event.find("type")->as_string(), &MockedEvent::type);
  if (mock == mocks_.end()) return completed(std::move(event), awaited);
  const std::size_t first = choices.below(mock->data.size());
  for (std::size_t i = 0; i < mock->data.size(); ++i) {
    const Value& data = mock->data[(first + i) % mock->data.size()];
    if (auto made = completed(event.find("data") == nullptr ? event.with("data", data) : event, awaited)) return made;
  }
  return std::nullopt;
}

}  // namespace baton::simulation
