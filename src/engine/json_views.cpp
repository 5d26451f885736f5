#include "engine/json_views.hpp"

#include "base/iso8601.hpp"

#include <utility>

namespace baton::engine {
namespace {

Value or_null(const std::optional<Problem>& problem) {
  return problem ? to_value(*problem) : Value();
}
Value or_null(const std::optional<Timestamp>& time) {
  return time ? Value::string(to_iso8601(*time)) : Value();
}
Value or_null(const std::optional<InstanceId>& id) {
  return id ? Value::string(id->value) : Value();
}
Value count(std::uint64_t number) {
  return Value::number(static_cast<std::int64_t>(number));
}

template <class T>
Value array_of(const std::vector<T>& things) {
  std::vector<Value> values;
  values.reserve(things.size());
  for (const T& each : things) values.push_back(json_of(each));
  return Value::array(std::move(values));
}

}  // namespace

Value envelope(const InstanceView& instance) {
  return Value::object({{"id", Value::string(instance.summary.id.value)},
                        {"status", Value::string(status_name(instance.summary.status))},
                        {"output", instance.output},
                        {"error", or_null(instance.error)}});
}

Value json_of(const InstanceSummary& instance) {
  const Value summary = Value::object({{"id", Value::string(instance.id.value)},
                                       {"workflow", json_of(instance.definition)},
                                       {"digest", Value::string(instance.digest.hex)},
                                       {"status", Value::string(status_name(instance.status))},
                                       {"revision", count(instance.revision.value)},
                                       {"startedAt", Value::string(to_iso8601(instance.started_at))},
                                       {"endedAt", or_null(instance.ended_at)},
                                       {"parent", or_null(instance.parent)}});
  return instance.reason.empty() ? summary : summary.with("reason", Value::string(instance.reason));
}

Value json_of(const TaskInProgress& task) {
  return Value::object({{"reference", Value::string(task.reference)},
                        {"name", Value::string(task.name)},
                        {"startedAt", Value::string(to_iso8601(task.started_at))},
                        {"doing", Value::string(task.doing)}});
}

namespace {

std::string_view name_of(ForkEffect::Kind kind) {
  switch (kind) {
    case ForkEffect::Kind::Call:
      return "call";
    case ForkEffect::Kind::Child:
      return "child";
    case ForkEffect::Kind::Timer:
      return "timer";
    case ForkEffect::Kind::Undo:
      return "undo";
  }
  std::unreachable();
}

}  // namespace

Value json_of(const ForkPreview& preview) {
  std::vector<Value> effects;
  for (const ForkEffect& effect : preview.effects) {
    effects.push_back(Value::object({{"kind", Value::string(name_of(effect.kind))},
                                     {"task", Value::string(effect.task)},
                                     {"name", Value::string(effect.task_name)},
                                     {"text", Value::string(effect.text)}}));
  }
  return Value::object({{"source", Value::string(preview.source.value)},
                        {"revision", count(preview.revision.value)},
                        {"workflow", json_of(preview.definition)},
                        {"effects", Value::array(std::move(effects))}});
}

Value json_of(const InstanceView& instance) {
  return json_of(instance.summary)
      .with("input", instance.input)
      .with("context", instance.context)
      .with("output", instance.output)
      .with("error", or_null(instance.error))
      .with("tasks", array_of(instance.tasks));
}

Value json_of(const HistoryEntry& entry) {
  return Value::object({{"revision", count(entry.revision.value)},
                        {"time", Value::string(to_iso8601(entry.at))},
                        {"kind", Value::string(entry.kind)},
                        {"task", Value::string(entry.task)},
                        {"name", Value::string(entry.task_name)},
                        {"attempt", count(entry.attempt)},
                        {"output", entry.output},
                        {"error", or_null(entry.error)},
                        {"caller", entry.caller.empty() ? Value() : Value::string(entry.caller)},
                        {"engineVersion", Value::string(entry.engine_version)}});
}

Value json_of(const AuditEntry& entry) {
  return Value::object({{"number", count(entry.number)},
                        {"time", Value::string(to_iso8601(entry.at))},
                        {"caller", entry.caller.empty() ? Value() : Value::string(entry.caller)},
                        {"action", Value::string(entry.action)},
                        {"subject", Value::string(entry.subject)}});
}

Value json_of(const std::vector<AuditEntry>& entries, std::uint64_t next) {
  return Value::object({{"entries", array_of(entries)}, {"next", next == 0 ? Value() : count(next)}});
}

Value json_of(const InstanceList& list) {
  std::vector<Value> instances;
  for (const InstanceSummary& each : list.instances) instances.push_back(json_of(each));
  for (const QuarantinedInstance& each : list.quarantined) {
    instances.push_back(Value::object({{"id", Value::string(each.id.value)},
                                       {"status", Value::string("quarantined")},
                                       {"reason", Value::string(each.reason)}}));
  }
  return Value::object({{"instances", Value::array(std::move(instances))},
                        {"cursor", list.cursor.empty() ? Value() : Value::string(list.cursor)}});
}

Value json_of(const std::vector<HistoryEntry>& entries) {
  return array_of(entries);
}

Value json_of(const DefinitionName& name) {
  return Value::object({{"namespace", Value::string(name.space)},
                        {"name", Value::string(name.name)},
                        {"version", Value::string(name.version)}});
}

Value json_of(const DefinitionSummary& definition) {
  return Value::object({{"workflow", json_of(definition.name)},
                        {"digest", Value::string(definition.digest.hex)},
                        {"storedAt", Value::string(to_iso8601(definition.stored_at))},
                        {"operatorCalls", strings(definition.operator_calls)}});
}

Value json_of(const DefinitionView& definition) {
  return json_of(definition.summary).with("document", definition.document);
}

Value json_of(const LoggedEvent& event) {
  return Value::object({{"position", number(event.position)},
                        {"appendedAt", Value::string(to_iso8601(event.appended_at))},
                        {"event", to_value(event.event)}});
}

Value json_of(const EventGap& gap) {
  return Value::object({{"first", number(gap.first)}, {"last", number(gap.last)}});
}

Value number(std::uint64_t number) {
  return Value::number_from_text(std::to_string(number)).value_or(Value());
}

Value strings(const std::vector<std::string>& texts) {
  std::vector<Value> values;
  values.reserve(texts.size());
  for (const std::string& text : texts) values.push_back(Value::string(text));
  return Value::array(std::move(values));
}

}  // namespace baton::engine
