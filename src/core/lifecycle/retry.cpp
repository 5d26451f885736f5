#include "core/lifecycle/events.hpp"

#include "base/overloaded.hpp"
#include "core/workflow/bindings.hpp"
#include "core/workflow/task_flow.hpp"
#include "core/workflow/tasks.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

template <class T>
concept Restorable = requires(Transition& t, const T& task) { restore(t, kNoFrame, task); };

// Timeouts that ended with the fault begin anew.
void restart_timeout(Transition& transition, FrameId frame) {
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

void put_back(Transition& transition, FrameId frame) {
  const Frame& restored = transition.at(frame);
  if (restored.phase == Phase::Draining) {
    const Outcome outcome = restored.answered ? *restored.answered : OutcomeUnknown{};
    return drained(transition, frame, outcome);
  }
  if (restored.unwinding || restored.cancelling) return;  // goes on when what it awaits has left
  restart_timeout(transition, frame);
  std::visit(overloaded{[&]<Restorable T>(const T& task) { restore(transition, frame, task); }, [](const auto&) {}},
             transition.task_of(frame).kind);
}

}  // namespace

void on_retry(Transition& transition) {
  Instance& instance = transition.instance();
  const std::shared_ptr<const RetryPoint> point = std::exchange(instance.state.retry_point, nullptr);
  instance.status = Status::Running;
  instance.error.reset();
  instance.ended_at.reset();
  instance.state.frames = point->frames;
  ++instance.attempt;
  transition.record(Change{.kind = ChangeKind::WorkflowRetried, .attempt = instance.attempt});

  // What faulted begins anew; but a composite whose time was up goes on with the tasks inside it where they stood.
  if (!transition.has_children(point->origin)) begin_anew(transition.edit(point->origin));
  std::vector<FrameId> active;
  for (const auto& frame : instance.state.frames) {
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
