#include "core/interpreter/ending.hpp"

#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/retry_points.hpp"
#include "core/interpreter/unwinding.hpp"

#include <utility>

namespace baton::core {

namespace {

Problem time_is_up(const WorkflowTransition& transition, FrameId id) {
  return raised_by(transition, id,
                   make_problem(ProblemKind::Timeout, (id == kRootFrame ? "the workflow '" : "the task '") +
                                                          transition.task_of(id).name +
                                                          "' did not end in the time its timeout allows"));
}

}  // namespace

void time_out(WorkflowTransition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  if (frame.unwinding) {  // to be repeated: it has no time left for that
    frame.unwinding->next = Unwinding::Next::Fault;
    frame.unwinding->problem = time_is_up(transition, id);
    return;
  }
  const bool draining = frame.phase == Phase::Draining;
  const bool must_be_awaited =
      std::visit([&]<AnswersForEveryMoment T>(const T& kind) { return Behaviour<T>::give_up(transition, id, kind); },
                 transition.task_of(id).kind);
  if (must_be_awaited) {
    transition.edit(id).phase = Phase::Draining;
    return;
  }
  if (draining) {
    return drained(transition, id, OutcomeUnknown{make_problem(ProblemKind::Timeout, "no answer came in time")});
  }
  fault_for_timeout(transition, id);
}

void fault_for_timeout(WorkflowTransition& transition, FrameId id) {
  fault(transition, id, time_is_up(transition, id));
}

void cancel(WorkflowTransition& transition, FrameId id) {
  Frame& frame = transition.edit(id);
  auto* waiting = std::get_if<RunWorkflowState>(&frame.state);
  if (waiting != nullptr && std::exchange(waiting->timed_out, false)) {  // its end is not a fault any more
    return transition.record_task(ChangeKind::TaskCancelled, id);
  }
  if (frame.phase == Phase::Draining || frame.cancelling || frame.compensation) return;
  if (frame.unwinding) {  // it ends its children already; a compensation that runs is let run to its end
    frame.unwinding->next = Unwinding::Next::Close;
    frame.unwinding->compensate = false;
    frame.unwinding->retry_point = nullptr;
    transition.clear_timers(id);
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

void drained(WorkflowTransition& transition, FrameId id, const Outcome& outcome) {
  note_in_retry_points(transition, id, outcome);
  finish_cancel(transition, id);
}

void finish_cancel(WorkflowTransition& transition, FrameId id) {
  const FrameId parent = transition.at(id).parent;
  transition.close(id);
  if (transition.at(parent).unwinding) return continue_unwinding(transition, parent);
  if (transition.at(parent).cancelling && !transition.has_children(parent)) finish_cancel(transition, parent);
}

}  // namespace baton::core
