#include "core/interpreter/ending.hpp"

#include "base/overloaded.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/retry_points.hpp"
#include "core/interpreter/unwinding.hpp"

#include <utility>

namespace baton::core {

void time_out(Transition& transition, FrameId id) {
  const Task& task = transition.task_of(id);
  const bool draining = transition.at(id).phase == Phase::Draining;
  std::visit([&]<AnswersForEveryMoment T>(const T& kind) { Behaviour<T>::give_up(transition, id, kind); }, task.kind);
  if (draining) {
    return drained(transition, id, OutcomeUnknown{make_problem(ProblemKind::Timeout, "no answer came in time")});
  }
  fault(transition, id,
        make_problem(ProblemKind::Timeout, (id == kRootFrame ? "the workflow '" : "the task '") + task.name +
                                               "' did not end in the time its timeout allows"));
}

void cancel(Transition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  if (frame.phase == Phase::Draining || frame.cancelling || frame.compensation) return;
  if (frame.unwinding) {  // it ends its children already; a compensation that runs is let run to its end
    frame.unwinding->next = Unwinding::Next::Close;
    frame.unwinding->compensate = false;
    frame.unwinding->retry_point = nullptr;
    return;
  }
  if (frame.phase == Phase::Active) transition.record_task(ChangeKind::TaskCancelled, id, attempt_of(frame));
  const bool in_flight =
      std::visit([&]<AnswersForEveryMoment T>(const T& kind) { return Behaviour<T>::cancel(transition, id, kind); },
                 transition.task_of(id).kind);
  if (in_flight) {
    frame.phase = Phase::Draining;
    return;
  }
  transition.clear_timers(id);
  for (const FrameId child : transition.children_of(id)) cancel(transition, child);
  if (transition.has_children(id)) {
    transition.edit(id).cancelling = true;
  } else {
    transition.close(id);
  }
}

void drained(Transition& transition, FrameId id, const Outcome& outcome) {
  note_in_retry_points(transition, id, outcome);
  finish_cancel(transition, id);
}

void finish_cancel(Transition& transition, FrameId id) {
  const FrameId parent = transition.at(id).parent;
  transition.close(id);
  if (transition.at(parent).unwinding) return continue_unwinding(transition, parent);
  if (transition.at(parent).cancelling && !transition.has_children(parent)) finish_cancel(transition, parent);
}

void end_instance(Transition& transition, Status status) {
  transition.close_all();
  Instance& instance = transition.instance();
  instance.status = status;
  instance.ended_at = transition.now();
  instance.state.ledger = Ledger();
  // Nobody waits for these any more; what tells other instances something stays until they have got it.
  transition.withdraw_if([](const Pending& pending) {
    return std::visit(overloaded{[](const Call&) { return true; }, [](const Yield&) { return true; },
                                 [](const StartChild& child) { return child.await; },
                                 [](const CancelChild&) { return false; }, [](const Notify&) { return false; }},
                      pending.request);
  });
  const ChangeKind kind = status == Status::Completed ? ChangeKind::WorkflowCompleted
                          : status == Status::Faulted ? ChangeKind::WorkflowFaulted
                                                      : ChangeKind::WorkflowCancelled;
  transition.record(Change{.kind = kind,
                           .task = kRootTask,
                           .attempt = instance.attempt,
                           .problem = instance.error,
                           .output = status == Status::Completed ? instance.output : Value()});
  if (!instance.parent || !instance.parent->awaits) return;
  Outcome outcome = Succeeded{instance.output};
  if (status == Status::Faulted) outcome = Failed{*instance.error};
  if (status == Status::Cancelled) {
    outcome =
        Failed{make_problem(ProblemKind::Runtime, "the child workflow '" + instance.id.value + "' was cancelled")};
  }
  transition.issue(Notify{.parent = instance.parent->instance, .start = instance.parent->start, .outcome = outcome});
}

}  // namespace baton::core
