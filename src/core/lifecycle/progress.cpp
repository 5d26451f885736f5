// Answers, timers and turns: finds the frame they are for.
#include "core/lifecycle/events.hpp"

#include "base/overloaded.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/ending.hpp"

#include <algorithm>

namespace baton::core {
namespace {

// The frame that waits for the answer to this key.
std::optional<FrameId> waiting_for(const Transition& transition, const IntentKey& key) {
  for (const auto& frame : transition.state().frames) {
    const auto keys = awaited_keys(frame->state);
    if (std::ranges::find(keys, key, [](const IntentKey* each) -> const IntentKey& { return *each; }) != keys.end()) {
      return frame->id;
    }
  }
  return std::nullopt;
}

// That an attempt has failed does not tell that the call has not happened while an earlier one may have its effect yet: it may
// have been refused for that very reason.
Outcome outcome_of(const Answer& answer) {
  const auto* failure = std::get_if<Failed>(&answer.outcome);
  return failure != nullptr && answer.overtakes ? Outcome(OutcomeUnknown{failure->problem}) : answer.outcome;
}

void on_answer(Transition& transition, const Answer& event) {
  const Pending* awaited = transition.find_pending(event.key);
  if (awaited == nullptr || !decides(event, *awaited)) return ignore(transition);
  const std::optional<FrameId> frame = waiting_for(transition, event.key);
  const std::optional<Pending> asked = transition.settle(event.key);
  if (!frame) return;  // of a child that nobody awaits, whose task has ended meanwhile
  std::visit([&]<AnswersForEveryMoment T>(
                 const T& task) { Behaviour<T>::answered(transition, *frame, task, *asked, outcome_of(event)); },
             transition.task_of(*frame).kind);
}

void on_timer(Transition& transition, const TimerFired& event) {
  const std::optional<Timer> timer = transition.take_timer(event.timer);
  transition.forget_timer_row(event.timer);
  if (!timer) return ignore(transition);
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

void on_continue(Transition& transition, const Continue& event) {
  if (!transition.settle(event.key)) return ignore(transition);
  for (const auto& frame : transition.state().frames) {
    if (frame->phase == Phase::Ready) transition.make_ready(frame->id);
  }
}

// Only a machine gets here; refusal() turns it away from all others.
void on_deliver(Transition& transition, const Deliver& event) {
  const MachineTask* machine = machine_of(transition.program());
  if (machine == nullptr) return ignore(transition);
  delivered(transition, kRootFrame, *machine, event);
}

}  // namespace

void on_progress(Transition& transition, const EventBody& event) {
  std::visit(
      overloaded{[&](const Answer& answer) { on_answer(transition, answer); },
                 [&](const TimerFired& timer) { on_timer(transition, timer); },
                 [&](const Continue& turn) { on_continue(transition, turn); },
                 [&](const Deliver& sent) { on_deliver(transition, sent); }, [&](const auto&) { ignore(transition); }},
      event);
}

bool decides(const Answer& answer, const Pending& awaited) {
  return answer.attempt == awaited.attempt || std::holds_alternative<Succeeded>(answer.outcome);
}

void ignore(Transition& transition) {
  transition.record(Change{.kind = ChangeKind::EventIgnored});
}

}  // namespace baton::core
