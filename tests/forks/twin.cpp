#include "forks/twin.hpp"

#include "runtime/codec/validate.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baton::tests {
namespace {

const core::WorkflowState& state_of(const core::Instance& instance) {
  return std::get<core::WorkflowState>(instance.state);
}

// The frame that waits for the answer.
std::optional<core::FrameId> frame_waiting(const core::Instance& instance, const IntentKey& key) {
  for (const auto& frame : state_of(instance).frames) {
    const IntentKey* const awaited = core::awaited_key(frame->state);
    if (awaited != nullptr && *awaited == key) return frame->id;
  }
  return std::nullopt;
}

const core::Pending* pending_of(const core::Instance& instance, const IntentKey& key) {
  const auto found = std::ranges::find(instance.pending, key, &core::Pending::key);
  return found == instance.pending.end() ? nullptr : &*found;
}

const core::Pending* turn_of(const core::Instance& instance) {
  const auto found = std::ranges::find_if(instance.pending, [](const core::Pending& pending) {
    return std::holds_alternative<core::Yield>(pending.request);
  });
  return found == instance.pending.end() ? nullptr : &*found;
}

// The listener of the same task for the same filter.
std::optional<ListenerId> same_listener(const core::Instance& other, const core::Instance& own, ListenerId id) {
  for (const auto& frame : state_of(other).frames) {
    const auto* listening = std::get_if<core::ListenState>(&frame->state);
    if (listening == nullptr) continue;
    const auto place = std::ranges::find(listening->listeners, id, &core::Listener::id);
    if (place == listening->listeners.end()) continue;
    const core::Frame* const same = state_of(own).find(frame->id);
    const auto* its = same == nullptr ? nullptr : std::get_if<core::ListenState>(&same->state);
    const auto at = static_cast<std::size_t>(place - listening->listeners.begin());
    if (its == nullptr || at >= its->listeners.size()) return std::nullopt;
    return its->listeners[at].id;
  }
  return std::nullopt;
}

// How the instance as a whole begins or continues is not what its tasks do.
bool is_of_tasks(const core::Change& change) {
  return change.kind != core::ChangeKind::WorkflowStarted && change.kind != core::ChangeKind::WorkflowResumed;
}

// Of a call or the start of a child.
std::optional<std::string> asked_for(const core::Pending& pending) {
  if (const auto* call = std::get_if<core::Call>(&pending.request))
    return call->function + ' ' + to_json(call->arguments);
  const auto* child = std::get_if<core::StartChild>(&pending.request);
  return child == nullptr ? std::nullopt
                          : std::optional("child " + child->workflow->name + ' ' + to_json(child->input));
}

// Does a compensation of something inherited make the call?
bool undoes_inherited(const core::Instance& instance, const IntentKey& key) {
  const core::WorkflowState& state = state_of(instance);
  const auto frame = frame_waiting(instance, key);
  const core::Frame* at = frame ? state.find(*frame) : nullptr;
  while (at != nullptr && !at->compensation) at = state.find(at->parent);
  if (at == nullptr) return false;
  const core::Frame* const around = state.find(at->parent);
  return around != nullptr && around->unwinding && !around->unwinding->undo_key.empty();
}

}  // namespace

Twin Twin::started(std::shared_ptr<const core::Program> program, core::Instance instance) {
  Twin twin(std::move(program), std::move(instance));
  twin.stored_.emplace();
  return twin;
}

std::vector<std::string> Twin::in_flight() const {
  std::vector<std::string> all;
  for (const core::Pending& pending : instance_.pending) {
    auto asked = asked_for(pending);
    if (asked && frame_waiting(instance_, pending.key)) all.push_back(*std::move(asked));
  }
  return all;
}

Done Twin::handle(const core::Event& event) {
  last_ = core::handle(*program_, instance_, event);
  instance_ = last_->next;
  history_.push_back(last_->record);
  Done done;
  for (const core::Change& change : last_->record.changes | std::views::filter(&is_of_tasks)) {
    const std::string_view kind = core::change_name(change.kind);
    const std::string attempt = kind.starts_with("task.") ? ' ' + std::to_string(change.attempt) : std::string();
    done.changes.push_back(std::string(kind) + ' ' + program_->task(change.task).name + attempt);
  }
  for (const core::Intent& intent : last_->intents) {
    const auto* pending = std::get_if<core::Pending>(&intent);
    if (pending == nullptr || !frame_waiting(instance_, pending->key)) continue;
    if (auto asked = asked_for(*pending)) done.calls.push_back(*std::move(asked));
  }
  if (stored_) {
    check(*last_);
    check_rows(*last_);
  }
  return done;
}

void Twin::check(const core::Decision& decision) {
  if (!wrong_.empty()) return;
  if (const auto broken = runtime::broken_heritage(*program_, decision.record.event)) wrong_ = *broken;
  if (const auto broken = stored_->save(*program_, decision)) wrong_ = *broken;
  for (const core::Intent& intent : decision.intents) {
    const auto* pending = std::get_if<core::Pending>(&intent);
    const auto* call = pending == nullptr ? nullptr : std::get_if<core::Call>(&pending->request);
    if (call == nullptr) continue;
    if (undoes_inherited(instance_, pending->key) == call->as.empty()) {
      wrong_ = "the call " + pending->key.value + " goes out as '" + call->as + "'";
    }
    if (!call->as.empty()) undo_keys_.push_back(call->as);
  }
}

void Twin::check_rows(const core::Decision& decision) {
  if (const auto* fired = std::get_if<core::TimerFired>(&decision.record.event.body)) timers_.erase(fired->timer);
  for (const core::Intent& intent : decision.intents) {
    if (const auto* set = std::get_if<core::SetTimer>(&intent)) timers_.insert(set->timer);
    if (const auto* cleared = std::get_if<core::ClearTimer>(&intent)) timers_.erase(cleared->timer);
    if (const auto* set = std::get_if<core::SetListener>(&intent)) listeners_.insert(set->listener);
    if (const auto* cleared = std::get_if<core::ClearListener>(&intent)) listeners_.erase(cleared->listener);
  }
  for (const core::SetTimer& timer : core::timers_of(instance_)) {
    if (!timers_.contains(timer.timer) && !core::holds_timer(instance_, timer.timer)) wrong_ = "a timer has no row";
  }
  for (const ListenerId listener : core::listeners_of(instance_)) {
    if (!listeners_.contains(listener)) wrong_ = "a listener has no row";
  }
}

void Twin::take_turns(const core::Event& like, Done& done) {
  while (const core::Pending* const turn = turn_of(instance_)) {
    core::Event event = like;
    event.body = core::Continue{turn->key};
    Done more = handle(event);
    done.changes.insert(done.changes.end(), more.changes.begin(), more.changes.end());
    done.calls.insert(done.calls.end(), more.calls.begin(), more.calls.end());
  }
}

std::optional<core::Event> Twin::own(const core::Event& event, const Twin& other) const {
  core::Event mine = event;
  if (auto* answer = std::get_if<core::Answer>(&mine.body)) {
    const auto frame = frame_waiting(other.instance(), answer->key);
    const core::Frame* const same = frame ? state_of(instance_).find(*frame) : nullptr;
    const IntentKey* const key = same == nullptr ? nullptr : core::awaited_key(same->state);
    const core::Pending* const pending = key == nullptr ? nullptr : pending_of(instance_, *key);
    if (pending == nullptr) return std::nullopt;
    answer->key = *key;
    answer->attempt = pending->attempt;
  }
  if (auto* arrival = std::get_if<core::Arrival>(&mine.body); arrival != nullptr && !arrival->event.is_null()) {
    const auto listener = same_listener(other.instance(), instance_, arrival->listener);
    if (!listener) return std::nullopt;
    arrival->listener = *listener;
  }
  if (std::holds_alternative<core::Acknowledged>(mine.body)) return std::nullopt;
  if (auto* turn = std::get_if<core::Continue>(&mine.body)) {
    const core::Pending* const pending = turn_of(instance_);
    if (pending == nullptr) return std::nullopt;
    turn->key = pending->key;
  }
  return mine;
}

}  // namespace baton::tests
