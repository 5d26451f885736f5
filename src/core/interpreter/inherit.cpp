// The start of a fork: what it inherits continues under its own keys. Its requests are issued again, its timers and listeners are set, what the
// other instance held is handled.
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/moments.hpp"

#include <algorithm>
#include <ranges>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

// The fork's keys, by those of the other instance.
using Keys = std::unordered_map<std::string, IntentKey>;

Keys issue_again(WorkflowTransition& transition, const Inherited& inherited) {
  Keys keys;
  for (const Pending& pending : inherited.pending) keys.emplace(pending.key.value, transition.issue(pending.request));
  return keys;
}

std::vector<FrameId> all_frames(const WorkflowTransition& transition) {
  std::vector<FrameId> all;
  for (const auto& frame : transition.state().frames) all.push_back(frame->id);
  return all;
}

// It waits for the fork's requests now, and listens with listeners of its own.
void take_over(WorkflowTransition& transition, FrameId id, const Keys& keys) {
  if (const IntentKey* const awaited = awaited_key(transition.at(id).state)) {
    const auto own = keys.find(awaited->value);
    const auto key = own == keys.end() ? std::nullopt : std::optional(own->second);
    TaskState& state = transition.edit(id).state;
    if (auto* call = std::get_if<CallState>(&state)) call->key = key;
    if (auto* child = std::get_if<RunWorkflowState>(&state)) child->key = key;
  }
  const auto* listen = std::get_if<ListenTask>(&transition.task_of(id).kind);
  if (listen != nullptr && std::holds_alternative<ListenState>(transition.at(id).state)) {
    Behaviour<ListenTask>::restore(transition, id, *listen);
  }
}

bool is_held(const Inherited& inherited, TimerId timer) {
  return std::ranges::any_of(inherited.held, [&](const Event& held) {
    const auto* fired = std::get_if<TimerFired>(&held.body);
    return fired != nullptr && fired->timer == timer;
  });
}

IntentKey own_key(const IntentKey& key, const Keys& keys) {
  const auto own = keys.find(key.value);
  return own == keys.end() ? key : own->second;
}

EventBody under_own_key(const EventBody& held, const Keys& keys) {
  if (const auto* turn = std::get_if<Continue>(&held)) return Continue{own_key(turn->key, keys)};
  const auto* answer = std::get_if<Answer>(&held);
  if (answer == nullptr) return held;
  Answer own = *answer;
  own.key = own_key(own.key, keys);
  own.attempt = 1;
  return own;
}

}  // namespace

void begin_fork(WorkflowTransition& transition, const Start& event) {
  if (event.inherited == nullptr) {
    Problem why = make_problem(ProblemKind::Runtime, "what the fork was to continue with is not there any more");
    why.instance = "/";
    transition.record(Change{.kind = ChangeKind::EventRefused, .problem = std::move(why)});
    transition.instance().status = Status::Pending;
    return;
  }
  const std::shared_ptr<const Inherited> inherited = event.inherited;
  WorkflowState& state = transition.state();
  state = inherited->state;
  for (const LedgerEntry& entry : inherited->ledger | std::views::reverse) state.ledger.push(entry);
  const Keys keys = issue_again(transition, *inherited);
  for (const FrameId frame : all_frames(transition)) take_over(transition, frame, keys);
  for (const Timer& timer : state.timers) {
    if (!is_held(*inherited, timer.id)) transition.set_timer_row(timer.id, timer.due);
  }
  for (const Event& held : inherited->held) {
    if (has_ended(transition.instance().status)) break;
    on_progress(transition, under_own_key(held.body, keys));
  }
}

}  // namespace baton::core
