// run: workflow: another workflow as a child instance (DSL reference: "Workflow Process").
//
//   await: true    the child's output is the task's; its fault or cancellation is the task's fault
//   await: false   the task's output is its input, as soon as the child has been started; nobody waits for its end
//   return: none   the task's output is null
//
// A child that cannot be started is a fault of the task, whether somebody awaits it or not.
// Cancelled, or its time is up, while an awaited child runs: the child is cancelled too, undoes itself, and is awaited. If it had
// completed before, it is undone by the compensation of this task. Cancelled while a child that
// nobody awaits is being started: whether it has been is awaited, for it may have to be undone.
#include "base/overloaded.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/unwinding.hpp"

#include <utility>

namespace baton::core {
namespace {

// The child has ended, or has been started where nobody awaits it.
void child_succeeded(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task, Succeeded success) {
  Value output = task.await ? std::move(success.output) : transition.at(frame).input;
  complete(transition, frame, task.returns_nothing ? Value() : std::move(output));
}

// A child that was cancelled could not undo everything.
void note_failed_compensations(WorkflowTransition& transition, const Outcome& outcome) {
  const auto* failure = std::get_if<Failed>(&outcome);
  const Value* failed = failure == nullptr ? nullptr : failure->problem->extensions.find(kFailedCompensations);
  if (failed == nullptr || !failed->is_array()) return;
  for (const Value& each : failed->items()) {
    if (auto problem = problem_from_value(each)) {
      transition.state().failed_compensations.push_back(*std::move(problem));
    }
  }
}

// The child that was cancelled has ended.
void child_ended(WorkflowTransition& transition, FrameId id, const Outcome& outcome) {
  if (std::holds_alternative<Succeeded>(outcome)) remember_late(transition, id, std::nullopt);
  note_failed_compensations(transition, outcome);
  Frame& frame = transition.edit(id);
  if (!std::exchange(std::get<RunWorkflowState>(frame.state).timed_out, false)) return drained(transition, id, outcome);
  frame.phase = Phase::Active;
  fault_for_timeout(transition, id);
}

}  // namespace

void Behaviour<RunWorkflowTask>::start(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task) {
  if (auto problem = too_many_levels(level_of(transition.instance()))) {
    return fault(transition, frame, *std::move(problem));
  }
  Value input = transition.at(frame).input;
  if (task.input) {
    auto evaluated = evaluate(*task.input, input, FrameBindings(transition, frame));
    if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
    input = *std::move(evaluated);
  }
  IntentKey key = transition.issue(
      StartChild{.workflow = task.workflow, .input = std::move(input), .await = task.await, .log = transition.log()});
  transition.edit(frame).state = RunWorkflowState{.key = std::move(key)};
}

void Behaviour<RunWorkflowTask>::answered(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task,
                                          const Pending&, Outcome outcome) {
  std::get<RunWorkflowState>(transition.edit(frame).state).key.reset();
  if (transition.at(frame).phase == Phase::Draining) return child_ended(transition, frame, outcome);
  std::visit(overloaded{[&](Succeeded& success) { child_succeeded(transition, frame, task, std::move(success)); },
                        [&](Failed& failure) {
                          failure.problem->instance.clear();  // of the child's document; here this task is what failed
                          fault(transition, frame, *std::move(failure.problem));
                        },
                        [&](OutcomeUnknown& unknown) { fault(transition, frame, *std::move(unknown.problem)); }},
             outcome);
}

bool Behaviour<RunWorkflowTask>::give_up(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task) {
  auto& state = std::get<RunWorkflowState>(transition.edit(frame).state);
  if (!state.key) return false;
  if (!task.await) {
    remember_late(transition, frame, *state.key);  // it may be started yet
    state.key.reset();
    return false;
  }
  transition.issue(CancelChild{.start = *state.key});
  state.timed_out = true;
  return true;
}

bool Behaviour<RunWorkflowTask>::cancel(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task) {
  if (transition.at(frame).phase != Phase::Active) return false;
  const auto& key = std::get<RunWorkflowState>(transition.at(frame).state).key;
  if (!key) return false;
  if (task.await) transition.issue(CancelChild{.start = *key});
  transition.clear_timers(frame);  // the child ends, however long its compensation takes
  return true;
}

// The child was cancelled when this instance faulted: unless it had completed before that, a retry runs a new one.
void Behaviour<RunWorkflowTask>::restore(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task) {
  Frame& restored = transition.edit(frame);
  std::get<RunWorkflowState>(restored.state).key.reset();  // nothing is in flight any more
  const std::optional<Outcome> outcome = std::exchange(restored.answered, std::nullopt);
  if (outcome && std::holds_alternative<Succeeded>(*outcome)) {
    return child_succeeded(transition, frame, task, std::get<Succeeded>(*outcome));
  }
  transition.clear_timers(frame);  // its timeout starts again with the task
  restored.phase = Phase::Ready;
  restored.state = {};
  transition.make_ready(frame);
}

}  // namespace baton::core
