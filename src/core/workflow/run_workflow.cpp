// run: workflow: another workflow as a child instance (DSL reference: "Workflow Process").
//
//   await: true    the child's output is the task's; its fault or cancellation is the task's fault
//   await: false   the task's output is its input; nobody waits
//   return: none   the task's output is null
//
// Cancelled while the child runs: the child is cancelled too, undoes itself, and is awaited.
#include "base/overloaded.hpp"
#include "core/workflow/bindings.hpp"
#include "core/workflow/task_flow.hpp"
#include "core/workflow/tasks.hpp"
#include "core/workflow/unwinding.hpp"

#include <utility>

namespace baton::core {
namespace {

void child_succeeded(Transition& transition, FrameId frame, const RunWorkflowTask& task, Succeeded success) {
  complete(transition, frame, task.returns_nothing ? Value() : std::move(success.output));
}

}  // namespace

void start(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
  Value input = transition.at(frame).input;
  if (task.input) {
    auto evaluated = evaluate(*task.input, input, FrameBindings(transition, frame));
    if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
    input = *std::move(evaluated);
  }
  IntentKey key =
      transition.issue(StartChild{.workflow = task.workflow, .input = std::move(input), .await = task.await});
  if (!task.await) return complete(transition, frame, task.returns_nothing ? Value() : transition.at(frame).input);
  transition.edit(frame).state = RunWorkflowState{.key = std::move(key)};
}

void answered(Transition& transition, FrameId frame, const RunWorkflowTask& task, const Pending&, Outcome outcome) {
  std::get<RunWorkflowState>(transition.edit(frame).state).key.reset();
  if (transition.at(frame).phase == Phase::Draining) {
    if (std::holds_alternative<Succeeded>(outcome)) remember_late(transition, frame, std::nullopt);
    return drained(transition, frame, outcome);
  }
  std::visit(overloaded{[&](Succeeded& success) { child_succeeded(transition, frame, task, std::move(success)); },
                        [&](Failed& failure) {
                          failure.problem->instance.clear();  // of the child's document; here this task is what failed
                          fault(transition, frame, *std::move(failure.problem));
                        },
                        [&](OutcomeUnknown& unknown) { fault(transition, frame, *std::move(unknown.problem)); }},
             outcome);
}

void give_up(Transition& transition, FrameId frame, const RunWorkflowTask&) {
  auto& key = std::get<RunWorkflowState>(transition.edit(frame).state).key;
  if (!key) return;
  transition.settle(*key);
  transition.issue(CancelChild{.start = *key});
  key.reset();
}

bool cancel_leaf(Transition& transition, FrameId frame, const RunWorkflowTask&) {
  if (transition.at(frame).phase != Phase::Active) return false;
  const auto& key = std::get<RunWorkflowState>(transition.at(frame).state).key;
  if (!key) return false;
  transition.issue(CancelChild{.start = *key});
  transition.clear_timers(frame);  // the child ends, however long its compensation takes
  return true;
}

// The child was cancelled when this instance faulted: unless it had completed before that, a retry runs a new one.
void restore(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
  Frame& restored = transition.edit(frame);
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
