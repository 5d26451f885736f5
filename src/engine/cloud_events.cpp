// Lifecycle events (DSL: "Lifecycle Events") from history entries.
//
// Attributes: `source` is /<namespace>/<workflow>/<version>, `subject` the instance's id, and `id` is made from the run (an
// instance's id may be used again after its removal), the revision, the change's place in it and the type, so that the same
// event always has the same id, and no other has it. An extension attribute, `caller`, says who asked for the transition.
#include "base/iso8601.hpp"
#include "core/events/cloud_event.hpp"
#include "core/events/lifecycle.hpp"

#include <baton/engine.hpp>

#include <array>
#include <string_view>

namespace baton {
namespace {

struct Shape {
  std::string_view kind;  // of the history entry
  std::string_view type;  // within io.serverlessworkflow.….v1
  std::string_view time;  // the data's member for the time of the event
};

// A task is retried when its next attempt begins, not when that is decided.
constexpr Shape kNextAttempt{.kind = "task.started", .type = "task.retried", .time = "retriedAt"};

// Kinds of Baton's own (retried workflows, skipped tasks, compensation, ignored events) have no event in the DSL.
constexpr std::array<Shape, 11> kShapes = {{
    {"workflow.started", "workflow.started", "startedAt"},
    {"workflow.suspended", "workflow.suspended", "suspendedAt"},
    {"workflow.resumed", "workflow.resumed", "resumedAt"},
    {"workflow.cancelled", "workflow.cancelled", "cancelledAt"},
    {"workflow.faulted", "workflow.faulted", "faultedAt"},
    {"workflow.completed", "workflow.completed", "completedAt"},
    {"task.started", "task.created", "createdAt"},
    {"task.started", "task.started", "startedAt"},
    {"task.cancelled", "task.cancelled", "cancelledAt"},
    {"task.faulted", "task.faulted", "faultedAt"},
    {"task.completed", "task.completed", "completedAt"},
}};

// The server's routes for outputs.
std::string output_uri(const HistoryEntry& entry, std::string_view public_url) {
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  const std::string instance = std::string(public_url) + "/v1/instances/" + core::escaped_for_uri(entry.instance.value);
  if (entry.kind == "workflow.completed") return instance + "/output";
  return instance + "/tasks/output?task=" + core::escaped_for_uri(entry.task) +
         "&at=" + std::to_string(entry.revision.value) + "." + std::to_string(entry.position);
}

Value data_of(const HistoryEntry& entry, const Shape& shape, std::string_view public_url) {
  const Value workflow =
      Value::string(entry.definition.name + '-' + entry.instance.value + '.' + entry.definition.space);
  std::vector<Member> data;
  if (shape.type.starts_with("task.")) {
    data.emplace_back("workflow", workflow);
    data.emplace_back("task", Value::string(entry.task));
  } else {
    data.emplace_back("name", workflow);
  }
  if (shape.type == "workflow.started") {
    data.emplace_back("definition", Value::object({{"name", Value::string(entry.definition.name)},
                                                   {"namespace", Value::string(entry.definition.space)},
                                                   {"version", Value::string(entry.definition.version)}}));
  }
  data.emplace_back(shape.time, Value::string(to_iso8601(entry.at)));
  if (shape.time == "faultedAt" && entry.error) data.emplace_back("error", to_value(*entry.error));
  if (shape.time == "completedAt" && !public_url.empty()) {
    data.emplace_back("outputUri", Value::string(output_uri(entry, public_url)));
  }
  return Value::object(std::move(data));
}

Value event_of(const HistoryEntry& entry, const Shape& shape, std::string_view public_url) {
  const std::string type(shape.type);
  const DefinitionName& definition = entry.definition;
  std::vector<Member> event = {{"specversion", Value::string("1.0")},
                               {"id", Value::string(entry.run_id + '/' + std::to_string(entry.revision.value) + '/' +
                                                    std::to_string(entry.position) + '/' + type)},
                               {"source", Value::string(core::source_of(definition))},
                               {"type", Value::string(std::string(core::kLifecyclePrefix) + type + ".v1")},
                               {"subject", Value::string(entry.instance.value)},
                               {"time", Value::string(to_iso8601(entry.at))},
                               {"datacontenttype", Value::string("application/json")}};
  if (!entry.caller.empty()) event.emplace_back("caller", Value::string(entry.caller));
  event.emplace_back("data", data_of(entry, shape, public_url));
  return Value::object(std::move(event));
}

}  // namespace

std::vector<Value> lifecycle_cloud_events(const HistoryEntry& entry, std::string_view public_url) {
  if (entry.kind == kNextAttempt.kind && entry.attempt > 1) return {event_of(entry, kNextAttempt, public_url)};
  std::vector<Value> events;
  for (const Shape& shape : kShapes) {
    if (shape.kind == entry.kind) events.push_back(event_of(entry, shape, public_url));
  }
  return events;
}

}  // namespace baton
