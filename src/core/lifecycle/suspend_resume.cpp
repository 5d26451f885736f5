#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace baton::core {
namespace {

bool holds_answer(const Instance& instance, const IntentKey& key) {
  return std::ranges::any_of(instance.held, [&](const Event& held) {
    const auto* answer = std::get_if<Answer>(&held.body);
    return answer != nullptr && answer->key == key;
  });
}

bool awaits_timer(const Instance& instance, TimerId timer) {
  return std::ranges::any_of(timers_of(instance), [&](const SetTimer& each) { return each.timer == timer; });
}

void record(Transition& transition, ChangeKind kind) {
  transition.record(Change{.kind = kind, .attempt = transition.instance().attempt});
}

}  // namespace

bool holds_timer(const Instance& instance, TimerId timer) {
  return std::ranges::any_of(instance.held, [&](const Event& held) {
    const auto* fired = std::get_if<TimerFired>(&held.body);
    return fired != nullptr && fired->timer == timer;
  });
}

void on_suspend(Transition& transition) {
  transition.instance().status = Status::Suspended;
  record(transition, ChangeKind::WorkflowSuspended);
}

void hold(Transition& transition, const Event& event) {
  if (std::holds_alternative<Arrival>(event.body)) return transition.ignore();  // the event log keeps it
  Instance& instance = transition.instance();
  if (const auto* answer = std::get_if<Answer>(&event.body)) {
    const Pending* awaited = transition.find_pending(answer->key);
    if (awaited == nullptr || !decides(*answer, *awaited)) return transition.ignore();
    if (holds_answer(instance, answer->key)) return transition.ignore();
  }
  if (const auto* fired = std::get_if<TimerFired>(&event.body)) {
    transition.forget_timer_row(fired->timer);
    const bool awaited = awaits_timer(instance, fired->timer);
    if (!awaited || holds_timer(instance, fired->timer)) return transition.ignore();
  }
  instance.held.push_back(Event{.at = event.at, .body = event.body});
}

void suspend_because(Transition& transition, Problem why) {
  Instance& instance = transition.instance();
  instance.status = Status::Suspended;
  instance.error = std::move(why);
  transition.record(
      Change{.kind = ChangeKind::WorkflowSuspended, .attempt = instance.attempt, .problem = instance.error});
}

Problem lost_events(std::uint64_t first, std::uint64_t last) {
  return make_problem(ProblemKind::Runtime,
                      "the event log could not keep longer what the instance has not consumed: events from position " +
                          std::to_string(first) + " to " + std::to_string(last) +
                          " are lost; when it is resumed, it continues with those after them");
}

void suspend_before(Transition& transition, EventBody event, Problem why) {
  suspend_because(transition, std::move(why));
  hold(transition, Event{.at = transition.now(), .body = std::move(event)});
}

// What comes after an event that suspends the instance again is held again. What those before it have asked for goes out: they were
// handled, and would have been handled alone had the instance not been suspended.
template <class T>
void on_resume(T& transition) {
  Instance& instance = transition.instance();
  const std::vector<IntentKey> requests = requests_while_suspended(instance);
  instance.status = Status::Running;
  instance.error.reset();
  record(transition, ChangeKind::WorkflowResumed);
  const std::vector<Event> held = std::exchange(instance.held, {});
  for (const Event& event : held) {
    if (has_ended(instance.status)) break;
    if (instance.status == Status::Suspended) {
      hold(transition, event);
    } else {
      on_progress(transition, event.body);
    }
  }
  if (instance.status != Status::Suspended) issue_again(transition, requests);
}

template void on_resume(WorkflowTransition&);
template void on_resume(HostedTransition&);

std::vector<IntentKey> requests_while_suspended(const Instance& instance) {
  std::vector<IntentKey> keys;
  if (instance.status != Status::Suspended) return keys;
  for (const Pending& pending : instance.pending) keys.push_back(pending.key);
  return keys;
}

// Also of an instance that has ended now: a child that nobody awaits is still to be started.
void issue_again(Transition& transition, const std::vector<IntentKey>& keys) {
  std::unordered_set<std::string_view> again;
  for (const IntentKey& key : keys) again.insert(key.value);
  if (again.empty()) return;
  for (const Pending& pending : transition.instance().pending) {
    if (again.contains(pending.key.value)) transition.issue_again(pending);
  }
}

}  // namespace baton::core
