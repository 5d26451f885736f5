#include "core/hosted/listening.hpp"

#include "core/events/event_bindings.hpp"
#include "core/events/lifecycle.hpp"
#include "core/events/matching.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

using Listening = detail::MachineStep::Listening;

ExpectedValues expected_by(const EventFilter& filter, const Value& value) {
  return filter.correlations.empty() ? ExpectedValues() : ExpectedValues{value};
}

bool is_for(const HostedListener& listener, const EventFilter& filter, const Value& value) {
  return listener.topic == filter.identity && listener.value == value;
}

// Under which it is remembered how far its events have been consumed.
std::string consumed_by(const EventFilter& filter, const Value& value) {
  return filter.identity + "/" + correlation_of(filter, expected_by(filter, value));
}

Consumption* find_consumption(HostedState& state, const std::string& filter) {
  const auto place = std::ranges::find(state.consumed, filter, &Consumption::filter);
  return place == state.consumed.end() ? nullptr : &*place;
}

void set_row(HostedTransition& transition, const EventFilter& filter, const HostedListener& listener) {
  const ExpectedValues expected = expected_by(filter, listener.value);
  transition.set_listener_row({.listener = listener.id,
                               .pattern = pattern_of(filter, expected).id,
                               .correlation = correlation_of(filter, expected),
                               .position = listener.position});
}

void open(HostedTransition& transition, const EventFilter& filter, const Value& value) {
  HostedState& state = transition.state();
  if (!state.log) state.log = transition.log();
  const Consumption* earlier = find_consumption(state, consumed_by(filter, value));
  state.listeners.push_back({.id = ListenerId{state.next_listener++},
                             .topic = filter.identity,
                             .value = value,
                             .position = earlier == nullptr ? *state.log : earlier->position});
  set_row(transition, filter, state.listeners.back());
}

// One whose topic the program no longer has will not be opened again.
void close(HostedTransition& transition, const HostedListener& listener) {
  HostedState& state = transition.state();
  transition.forget_listener_row(listener.id);
  const EventFilter* filter = topic_of(*transition.program().hosted, listener);
  if (filter == nullptr || listener.position == *state.log) return;
  std::string by = consumed_by(*filter, listener.value);
  if (Consumption* earlier = find_consumption(state, by)) {
    earlier->position = listener.position;
  } else {
    state.consumed.push_back({.filter = std::move(by), .position = listener.position});
  }
}

}  // namespace

std::optional<std::string> reason_not_to_listen(const Hosted& program, const HostedState& state,
                                                const std::vector<Listening>& all) {
  if (all.size() > kMaxHostedListeners) {
    return "it listens to more than " + std::to_string(kMaxHostedListeners) + " topics and values at a time";
  }
  if (state.consumed.size() + state.listeners.size() + all.size() > kMaxConsumptions) {
    return "it has listened to more than " + std::to_string(kMaxConsumptions) + " different topics and values";
  }
  for (const Listening& each : all) {
    if (each.topic >= program.topics.size()) return "it listens to a topic that it does not have";
    const EventFilter& filter = program.topics[each.topic];
    if (each.value.is_null() == filter.correlations.empty()) continue;
    return each.value.is_null() ? "it listens to events that have null in '" + filter.correlations.front().name + "'"
                                : std::string("it compares a value in a topic that says not where");
  }
  return std::nullopt;
}

void listen(HostedTransition& transition, const std::vector<Listening>& all) {
  const Hosted& program = *transition.program().hosted;
  HostedState& state = transition.state();
  if (all.empty() && state.listeners.empty()) return;
  const auto is_wanted = [&](const HostedListener& listener) {
    return std::ranges::any_of(
        all, [&](const Listening& each) { return is_for(listener, program.topics[each.topic], each.value); });
  };
  const auto unwanted = std::ranges::stable_partition(state.listeners, is_wanted);
  const std::vector<HostedListener> closed(std::make_move_iterator(unwanted.begin()),
                                           std::make_move_iterator(unwanted.end()));
  state.listeners.erase(unwanted.begin(), unwanted.end());
  for (const HostedListener& listener : closed) close(transition, listener);
  for (const Listening& each : all) {
    const EventFilter& filter = program.topics[each.topic];
    const bool is_open = std::ranges::any_of(
        state.listeners, [&](const HostedListener& listener) { return is_for(listener, filter, each.value); });
    if (!is_open) open(transition, filter, each.value);
  }
}

const EventFilter* topic_of(const Hosted& program, const HostedListener& listener) {
  const auto place = std::ranges::find(program.topics, listener.topic, &EventFilter::identity);
  return place == program.topics.end() ? nullptr : &*place;
}

bool takes(const HostedTransition& transition, const HostedListener& listener, const Value& event) {
  const EventFilter* filter = topic_of(*transition.program().hosted, listener);
  return filter != nullptr && !tells_of(event, transition.instance().id) &&
         passed(*filter, expected_by(*filter, listener.value), event, EventBindings(transition.now())).has_value();
}

void move_past(HostedTransition& transition, HostedListener& listener, std::uint64_t position) {
  listener.position = position;
  if (const EventFilter* filter = topic_of(*transition.program().hosted, listener)) {
    set_row(transition, *filter, listener);
  }
}

std::vector<ReadyListener> ready_listeners(const Hosted& program, const HostedState& state) {
  std::vector<ReadyListener> ready;
  for (const HostedListener& listener : state.listeners) {
    const EventFilter* filter = topic_of(program, listener);
    if (filter == nullptr) continue;
    const ExpectedValues expected = expected_by(*filter, listener.value);
    ready.push_back({.id = listener.id,
                     .pattern = pattern_of(*filter, expected).id,
                     .correlation = correlation_of(*filter, expected),
                     .position = listener.position});
  }
  return ready;
}

}  // namespace baton::core
