// A hosted program: what it waits for is pending, what is pending is waited for, and it can read its state.
#include "base/overloaded.hpp"
#include "core/hosted/listening.hpp"
#include "runtime/codec/validate/rules.hpp"
#include "runtime/limits.hpp"
#include "runtime/machine_says.hpp"

#include <exception>
#include <set>
#include <utility>

namespace baton::runtime::validate {
namespace {

Broken broken_requests(const core::Instance& instance, const core::HostedState& state, std::set<std::string>& keys) {
  std::set<TimerId> timers;
  for (const core::HostedRequest& request : state.requests) {
    if (request.attempt < 1 || request.attempt > kMaxCounter) return "its attempt is not the number of one";
    if (request.key.has_value() == request.timer.has_value()) return "it waits neither for a call nor for a delay";
    if (request.key && !keys.insert(request.key->value).second) return "'" + request.key->value + "' is awaited twice";
    if (!request.timer) continue;
    const bool is_one =
        std::to_underlying(*request.timer) >= 1 && std::to_underlying(*request.timer) < state.next_timer;
    if (!is_one) return "next_timer is the number of a timer already";
    if (!timers.insert(*request.timer).second) return "it waits twice for one timer";
  }
  for (const core::HostedRequest& request : state.unknown) {
    if (!request.key || request.timer) return "it remembers a call without a key";
    if (request.attempt < 1 || request.attempt > kMaxCounter) return "its attempt is not the number of one";
    if (auto broken = broken_own_key(instance, *request.key)) return broken;
  }
  return std::nullopt;
}

// Takes what is pending from the keys that are awaited.
Broken broken_pending(const core::Instance& instance, std::set<std::string> awaited) {
  std::set<std::string> keys;
  for (const core::Pending& pending : instance.pending) {
    const auto in_words = [&](const std::string& broken) { return "request '" + pending.key.value + "': " + broken; };
    if (auto broken = broken_own_key(instance, pending.key)) return broken;
    if (!keys.insert(pending.key.value).second) return in_words("it is pending twice");
    const bool is_awaited = awaited.erase(pending.key.value) > 0;
    const Broken broken =
        std::visit(overloaded{[&](const core::Call& call) -> Broken {
                                if (!is_awaited) return "nobody waits for its answer";
                                if (call.deferred) return "it mentions secrets, which only a workflow has";
                                if (call.task != core::kRootTask || call.attempt != 1)
                                  return "it is the call of a task";
                                return std::nullopt;
                              },
                              [&](const core::StartChild& child) -> Broken {
                                if (is_awaited || (!child.await && has_ended(instance.status))) return std::nullopt;
                                return "nobody waits for its child";
                              },
                              [&](const core::CancelChild& child) { return broken_own_key(instance, child.start); },
                              [&](const core::Notify& news) { return broken_notify(instance, news); },
                              [](const core::Yield&) -> Broken { return "a hosted program never asks for it"; }},
                   pending.request);
    if (broken) return in_words(*broken);
  }
  if (awaited.empty()) return std::nullopt;
  return "it waits for '" + *awaited.begin() + "', which is not pending";
}

Broken broken_listeners(const core::Hosted& program, const core::HostedState& state) {
  if (state.next_listener < 1 || state.next_listener > kMaxCounter) return "next_listener is out of range";
  if (!state.listeners.empty() && !state.log) return "it listens, but not from a position of the event log on";
  std::set<ListenerId> ids;
  for (const core::HostedListener& listener : state.listeners) {
    const auto number = std::to_underlying(listener.id);
    if (number < 1 || number >= state.next_listener) return "next_listener is the number of one already";
    if (!ids.insert(listener.id).second) return "two listeners have the same number";
    const core::EventFilter* topic = core::topic_of(program, listener);
    if (topic != nullptr && topic->correlations.empty() != listener.value.is_null()) {
      return "a listener's value does not fit its topic";
    }
  }
  return std::nullopt;
}

Broken broken_value(const core::Hosted& program, const core::HostedState& state) {
  if (program.machine == nullptr) return std::nullopt;
  const std::string cannot = "the machine '" + program.name + "' cannot read its state";
  try {
    const auto present = program.machine->present({.json = state.value, .format = state.format});
    if (!present) return machine_says(cannot, present.error());
  } catch (const std::exception& exception) {  // a user's upgrade
    return machine_says(cannot, exception.what());
  } catch (...) {
    return cannot + ": it threw something that is no std::exception";
  }
  return std::nullopt;
}

}  // namespace

Broken broken_hosted(const core::Hosted& program, const core::Instance& instance, const core::HostedState& state) {
  const bool ended = has_ended(instance.status);
  const bool waits = !(state.requests.empty() && state.unknown.empty() && state.listeners.empty());
  if (ended && waits) return "it has ended, but waits for something";
  if (state.next_timer < 1 || state.next_timer > kMaxCounter) return "next_timer is out of range";
  if (auto broken = broken_listeners(program, state)) return broken;
  std::set<std::string> keys;
  if (auto broken = broken_requests(instance, state, keys)) return broken;
  if (auto broken = broken_pending(instance, std::move(keys))) return broken;
  return ended ? std::nullopt : broken_value(program, state);
}

}  // namespace baton::runtime::validate
