#include "core/interpreter/moments.hpp"

#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/ending.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

// Timeouts that ended with the fault begin again.
void restart_timeout(WorkflowTransition& transition, FrameId frame) {
  const Task& task = transition.task_of(frame);
  if (!task.timeout) return;
  const auto after = evaluate(*task.timeout, transition.at(frame).input, FrameBindings(transition, frame));
  if (after) transition.set_timer(frame, TimerPurpose::TaskTimeout, transition.now() + *after);
}

// What it bound for those inside it, an item or a caught error, would hide the same names of the tasks around.
void begin_anew(Frame& frame) {
  frame.phase = Phase::Ready;
  frame.variables.clear();
}

void put_back(WorkflowTransition& transition, FrameId frame) {
  if (auto* child = std::get_if<RunWorkflowState>(&transition.edit(frame).state);
      child != nullptr && child->timed_out) {
    child->timed_out = false;  // its time begins again
    transition.edit(frame).phase = Phase::Active;
  }
  const Frame& restored = transition.at(frame);
  if (restored.phase == Phase::Draining) {
    const Outcome outcome = restored.answered ? *restored.answered : OutcomeUnknown{};
    return drained(transition, frame, outcome);
  }
  const bool is_repeated = restored.unwinding && restored.unwinding->next == Unwinding::Next::RepeatBlock;
  if (is_repeated) restart_timeout(transition, frame);
  if (restored.unwinding || restored.cancelling) return;  // continues when what it awaits has left
  restart_timeout(transition, frame);
  std::visit([&]<AnswersForEveryMoment T>(const T& task) { Behaviour<T>::restore(transition, frame, task); },
             transition.task_of(frame).kind);
}

}  // namespace

void put_back_all(WorkflowTransition& transition) {
  WorkflowState& state = transition.state();
  const std::shared_ptr<const RetryPoint> point = std::exchange(state.retry_point, nullptr);
  state.frames = point->frames;

  // What faulted begins again; but a composite whose time was up continues with the tasks inside it where they stood.
  if (!transition.has_children(point->origin)) begin_anew(transition.edit(point->origin));
  std::vector<FrameId> active;
  for (const auto& frame : state.frames) {
    if (frame->phase == Phase::Ready) {
      transition.make_ready(frame->id);
    } else {
      active.push_back(frame->id);
    }
  }
  for (const FrameId frame : active) {
    if (transition.find(frame) != nullptr) put_back(transition, frame);
  }
}

}  // namespace baton::core
