// Answers, timers, turns and events: finds the frame they are for.
#include "base/overloaded.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/ending.hpp"
#include "core/interpreter/listening.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

#include <algorithm>

namespace baton::core {
namespace {

// The frame that waits for the answer to this key.
std::optional<FrameId> waiting_for(const WorkflowTransition& transition, const IntentKey& key) {
  for (const auto& frame : transition.state().frames) {
    const IntentKey* awaited = awaited_key(frame->state);
    if (awaited != nullptr && *awaited == key) return frame->id;
  }
  return std::nullopt;
}

void on_answer(WorkflowTransition& transition, const Answer& event) {
  const Pending* awaited = transition.find_pending(event.key);
  if (awaited == nullptr || !decides(event, *awaited)) return transition.ignore();
  const std::optional<FrameId> frame = waiting_for(transition, event.key);
  const std::optional<Pending> asked = transition.settle(event.key);
  if (!frame) return;  // of a child that nobody awaits, whose task has ended meanwhile
  std::visit([&]<AnswersForEveryMoment T>(
                 const T& task) { Behaviour<T>::answered(transition, *frame, task, *asked, outcome_of(event)); },
             transition.task_of(*frame).kind);
}

void on_timer(WorkflowTransition& transition, const TimerFired& event) {
  const std::optional<Timer> timer = transition.take_timer(event.timer);
  transition.forget_timer_row(event.timer);
  if (!timer) return transition.ignore();
  switch (timer->purpose) {
    case TimerPurpose::TaskTimeout:
    case TimerPurpose::DrainLimit:
      return time_out(transition, timer->frame);
    case TimerPurpose::AttemptTimeout:
    case TimerPurpose::Wait:
    case TimerPurpose::RetryDelay:
      break;
  }
  std::visit([&]<AnswersForEveryMoment T>(
                 const T& task) { Behaviour<T>::timer_fired(transition, timer->frame, task, *timer); },
             transition.task_of(timer->frame).kind);
}

void on_continue(WorkflowTransition& transition, const Continue& event) {
  if (!transition.settle(event.key)) return transition.ignore();
  for (const auto& frame : transition.state().frames) {
    if (frame->phase == Phase::Ready) transition.make_ready(frame->id);
  }
}

}  // namespace

void on_progress(WorkflowTransition& transition, const EventBody& event) {
  std::visit(overloaded{[&](const Answer& answer) { on_answer(transition, answer); },
                        [&](const TimerFired& timer) { on_timer(transition, timer); },
                        [&](const Continue& turn) { on_continue(transition, turn); },
                        [&](const Arrival& arrival) { on_arrival(transition, arrival); },
                        [&](const Offer& offer) {
                          if (!on_offer(transition, offer)) refuse_offer(transition, offer);
                        },
                        [&](const auto&) { transition.ignore(); }},
             event);
}

}  // namespace baton::core
