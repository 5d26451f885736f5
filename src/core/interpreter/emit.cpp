// emit: an event for the event log, kept there by the commit of the transition (DSL reference: "Emit"). The output is the input.
#include "base/iso8601.hpp"
#include "core/events/cloud_event.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/leaving.hpp"

#include <baton/cloud_event.hpp>

#include <string>
#include <utility>

namespace baton::core {
namespace {

// Attributes that the document leaves out.
Value completed(WorkflowTransition& transition, Value event) {
  event = std::move(event).with("specversion", Value::string("1.0"));
  if (event.find("id") == nullptr) event = std::move(event).with("id", Value::string(transition.next_event_id()));
  if (event.find("source") == nullptr) {
    event = std::move(event).with("source", Value::string(source_of(transition.program().name)));
  }
  if (event.find("time") == nullptr) {
    event = std::move(event).with("time", Value::string(to_iso8601(transition.now())));
  }
  return event;
}

}  // namespace

void Behaviour<EmitTask>::start(WorkflowTransition& transition, FrameId frame, const EmitTask& task) {
  auto evaluated = evaluate(task.event, transition.at(frame).input, FrameBindings(transition, frame));
  if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
  auto event = cloud_event_from(completed(transition, *std::move(evaluated)));
  if (!event) {
    return fault(transition, frame,
                 make_problem(ProblemKind::Validation, "the event cannot be emitted: " + event.error().message));
  }
  Value structured = to_value(*event);
  transition.count_data(structured, transition.at(frame).input);
  transition.record(
      Change{.kind = ChangeKind::EventEmitted, .task = transition.at(frame).task, .output = std::move(structured)});
  transition.emit(*std::move(event));
  complete(transition, frame, transition.at(frame).input);
}

}  // namespace baton::core
