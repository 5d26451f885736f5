// run: workflow: another workflow as a child instance (DSL reference: "Workflow Process").
//
//   await: true    the child's output is the task's; its fault or cancellation is the task's fault
//   await: false   the task's output is its input, as soon as the child has been started; nobody waits for its end
//   return: none   the task's output is null
//
// A child that cannot be started is a fault of the task, whether somebody awaits it or not.
// Cancelled while an awaited child runs: the child is cancelled too, undoes itself, and is awaited. Cancelled while a child that
// nobody awaits is being started: whether it has been is awaited, for it may have to be undone.
#include "base/overloaded.hpp"
#include "core/limits.hpp"
#include "core/workflow/bindings.hpp"
#include "core/workflow/task_flow.hpp"
#include "core/workflow/tasks.hpp"
#include "core/workflow/unwinding.hpp"

#include <utility>

namespace baton::core {
namespace {

// The child has ended, or has been started where nobody awaits it.
void child_succeeded(Transition& transition, FrameId frame, const RunWorkflowTask& task, Succeeded success) {
  Value output = task.await ? std::move(success.output) : transition.at(frame).input;
  complete(transition, frame, task.returns_nothing ? Value() : std::move(output));
}

}  // namespace

void start(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
  if (level_of(transition.instance()) >= kMaxFamilyLevels) {
    return fault(transition, frame,
                 make_problem(ProblemKind::Runtime, "it would be level " + std::to_string(kMaxFamilyLevels + 1) +
                                                        " of workflows that start each other, and " +
                                                        std::to_string(kMaxFamilyLevels) +
                                                        " are allowed; does a workflow start itself without end?"));
  }
  Value input = transition.at(frame).input;
  if (task.input) {
    auto evaluated = evaluate(*task.input, input, FrameBindings(transition, frame));
    if (!evaluated) return fault(transition, frame, std::move(evaluated).error());
    input = *std::move(evaluated);
  }
  IntentKey key =
      transition.issue(StartChild{.workflow = task.workflow, .input = std::move(input), .await = task.await});
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

void give_up(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
  const auto key = std::get<RunWorkflowState>(transition.edit(frame).state).key;
  if (!key) return;
  if (task.await) {
    transition.settle(*key);
    transition.issue(CancelChild{.start = *key});
  } else {
    remember_late(transition, frame, *key);  // it may be started yet
  }
  std::get<RunWorkflowState>(transition.edit(frame).state).key.reset();
}

bool cancel_leaf(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
  if (transition.at(frame).phase != Phase::Active) return false;
  const auto& key = std::get<RunWorkflowState>(transition.at(frame).state).key;
  if (!key) return false;
  if (task.await) transition.issue(CancelChild{.start = *key});
  transition.clear_timers(frame);  // the child ends, however long its compensation takes
  return true;
}

// The child was cancelled when this instance faulted: unless it had completed before that, a retry runs a new one.
void restore(Transition& transition, FrameId frame, const RunWorkflowTask& task) {
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
