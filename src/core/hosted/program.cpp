// Machines as programs, and their topics as filters of events.
#include "core/program.hpp"

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "jq/jq.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

constexpr std::size_t kTopicDigits = 16;

Value stored_topic(const detail::MachineTopic& topic) {
  return Value::object({{"type", Value::string(topic.type)}, {"by", Value::string(topic.by)}});
}

// Each name is quoted: it need not be one of jq's.
Expression topic_path(std::string_view by) {
  std::string text = ".";
  for (const auto name : std::views::split(by, '.')) {
    text += "[" + to_json(Value::string(std::string_view(name))) + "]";
  }
  auto program = jq::compile(text, std::vector<std::string>(kArgumentNames.begin(), kArgumentNames.end()));
  BATON_CHECK(program.has_value(), "a path of names is an expression");
  return Expression{.text = text, .program = *std::move(program), .variables = {}};
}

// The value to be compared is the listener's; what is written here only says that it is known from the beginning.
EventFilter filter_of(const detail::MachineTopic& topic) {
  EventFilter filter;
  filter.identity = sha256_hex(to_json(Value::object({{"topic", stored_topic(topic)}}))).substr(0, kTopicDigits);
  filter.attributes.push_back(
      {.attribute = "type", .wanted = AttributeTest::Text{.text = std::string(topic.type), .pattern = nullptr}});
  if (!topic.by.empty()) {
    filter.correlations.push_back(
        {.name = std::string(topic.by), .from = topic_path(topic.by), .expect = Template{.node = Value()}});
  }
  return filter;
}

std::vector<EventFilter> filters_of(std::span<const detail::MachineTopic> topics) {
  std::vector<EventFilter> filters;
  for (const detail::MachineTopic& topic : topics) filters.push_back(filter_of(topic));
  return filters;
}

Value document_of(std::string_view name) {
  return Value::object({{"machine", Value::object({{"name", Value::string(name)}})}});
}

Program program_of(std::string name, Value document, Hosted hosted) {
  Program program;
  program.name = DefinitionName{.space = std::string(kMachineSpace), .name = std::move(name), .version = "1.0.0"};
  program.document = std::move(document);
  program.digest = Digest{sha256_hex(to_canonical_json(program.document))};
  program.hosted = std::move(hosted);
  return program;
}

std::optional<std::vector<detail::MachineTopic>> read_topics(const Value& list) {
  std::vector<detail::MachineTopic> topics;
  if (!list.is_array()) return std::nullopt;
  for (const Value& item : list.items()) {
    const Value* type = item.find("type");
    const Value* by = item.find("by");
    if (type == nullptr || !type->is_string() || by == nullptr || !by->is_string()) return std::nullopt;
    topics.push_back({.type = type->as_string(), .by = by->as_string()});
  }
  return topics;
}

}  // namespace

Program machine_program(std::string name, std::shared_ptr<const detail::AnyMachine> machine) {
  std::vector<EventFilter> topics = machine == nullptr ? std::vector<EventFilter>() : filters_of(machine->topics());
  Value document = document_of(name);
  Hosted hosted{.name = name, .machine = std::move(machine), .topics = std::move(topics)};
  return program_of(std::move(name), std::move(document), std::move(hosted));
}

// A definition of its own, so that the machine's keeps its digest when the topics change: instances belong to that.
std::optional<Program> topics_of_machine(const Program& machine) {
  const Hosted& hosted = *machine.hosted;
  if (hosted.machine == nullptr || hosted.topics.empty()) return std::nullopt;
  std::vector<Value> topics;
  for (const detail::MachineTopic& topic : hosted.machine->topics()) topics.push_back(stored_topic(topic));
  const Value* named = machine.document.find("machine");
  Value document = Value::object({{"machine", Value(*named).with("topics", Value::array(std::move(topics)))}});
  Hosted only_topics{.name = hosted.name, .machine = nullptr, .topics = hosted.topics};
  return program_of(hosted.name, std::move(document), std::move(only_topics));
}

std::optional<Program> stored_machine(const Value& document) {
  const Value* machine = document.find("machine");
  const Value* name = machine == nullptr ? nullptr : machine->find("name");
  if (name == nullptr || !name->is_string()) return std::nullopt;
  Hosted hosted{.name = std::string(name->as_string()), .machine = nullptr, .topics = {}};
  if (const Value* list = machine->find("topics")) {
    const auto topics = read_topics(*list);
    if (!topics) return std::nullopt;
    hosted.topics = filters_of(*topics);
  }
  std::string its_name = hosted.name;
  return program_of(std::move(its_name), document, std::move(hosted));
}

}  // namespace baton::core
