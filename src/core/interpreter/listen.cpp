// listen: waits for events of the event log (DSL reference: "Listen"). Its output is an array of what it has read of them, in the order
// in which it has consumed them.
//
//   one                         the event that passes the filter
//   any                         the first event that passes one of the filters
//   any, until a condition      each event that passes one of the filters, until the condition holds
//   any, until a strategy       the same, until the strategy has its events, which are not part of the output
//   all                         for each filter one event, in any order
//
// For each filter that still waits there is a listener. It is opened behind what the instance has consumed by the same filter, or,
// if that is nothing, where the log was when the instance started: so nothing that came in between is lost, and nothing is consumed twice.
// With `foreach`, its tasks run for one event after the other, and meanwhile no listener takes another one: the log is the queue.
#include "core/events/lifecycle.hpp"
#include "core/events/matching.hpp"
#include "core/interpreter/behaviour.hpp"
#include "core/interpreter/bindings.hpp"
#include "core/interpreter/collected.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/listening.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace baton::core {
namespace {

ListenState& state_of(WorkflowTransition& transition, FrameId frame) {
  return std::get<ListenState>(transition.edit(frame).state);
}

const EventStrategy* strategy_of_end(const ListenTask& task) {
  return std::get_if<EventStrategy>(&task.to.until);
}

// The filters of a task: those of the strategy, then those of the one that ends it.
std::size_t count_of(const ListenTask& task) {
  const EventStrategy* end = strategy_of_end(task);
  return task.to.events.filters.size() + (end == nullptr ? 0 : end->filters.size());
}

bool belongs_to_end(const ListenTask& task, std::uint32_t filter) {
  return filter >= task.to.events.filters.size();
}

const EventFilter& filter_of(const ListenTask& task, std::uint32_t filter) {
  const std::vector<EventFilter>& own = task.to.events.filters;
  return filter < own.size() ? own[filter] : strategy_of_end(task)->filters[filter - own.size()];
}

std::string identity_of(const EventFilter& filter, const ExpectedValues& expected) {
  return pattern_of(filter, expected).id + "/" + correlation_of(filter, expected);
}

std::uint64_t position_of(const WorkflowState& state, const std::string& identity) {
  const auto place = std::ranges::find(state.consumed, identity, &Consumption::filter);
  return place == state.consumed.end() ? state.log : place->position;
}

void set_position(WorkflowState& state, const std::string& identity, std::uint64_t position) {
  const auto place = std::ranges::find(state.consumed, identity, &Consumption::filter);
  if (place == state.consumed.end()) {
    state.consumed.push_back({.filter = identity, .position = position});
  } else {
    place->position = std::max(place->position, position);
  }
}

// For a repetition, which takes the same events again.
void reset_position(WorkflowState& state, const std::string& identity, std::uint64_t position) {
  std::erase_if(state.consumed, [&](const Consumption& each) { return each.filter == identity; });
  if (position != state.log) state.consumed.push_back({.filter = identity, .position = position});
}

void set_row(WorkflowTransition& transition, const ListenTask& task, const Listener& listener) {
  const EventFilter& filter = filter_of(task, listener.filter);
  transition.set_listener_row({.listener = listener.id,
                               .pattern = pattern_of(filter, listener.expected).id,
                               .correlation = correlation_of(filter, listener.expected),
                               .position = listener.position});
}

void close_listener(WorkflowTransition& transition, ListenState& state, ListenerId id) {
  std::erase_if(state.listeners, [&](const Listener& listener) { return listener.id == id; });
  transition.forget_listener_row(id);
}

void close_listeners(WorkflowTransition& transition, ListenState& state) {
  for (const Listener& listener : std::exchange(state.listeners, {})) transition.forget_listener_row(listener.id);
}

// Can it never end by itself? Then nobody will see what it has collected.
bool never_ends(const ListenTask& task) {
  const auto* until = std::get_if<Expression>(&task.to.until);
  return until != nullptr && until->text == "false";
}

void end(WorkflowTransition& transition, FrameId frame) {
  ListenState& state = state_of(transition, frame);
  close_listeners(transition, state);
  transition.record_task(ChangeKind::CorrelationCompleted, frame);
  Value results = list_of(state.results);
  transition.edit(frame).variables.clear();
  complete(transition, frame, std::move(results));
}

// Has the strategy all its events, by the listeners that are left?
bool has_ended(const EventStrategy& strategy, std::size_t waiting) {
  return strategy.kind == EventStrategy::Kind::All ? waiting == 0 : waiting < strategy.filters.size();
}

// After an event has been consumed, and handled.
void continue_listening(WorkflowTransition& transition, FrameId frame, const ListenTask& task) {
  ListenState& state = state_of(transition, frame);
  if (state.ending) return end(transition, frame);
  const auto* until = std::get_if<Expression>(&task.to.until);
  if (until == nullptr || never_ends(task)) return;
  const auto holds = evaluate_condition(*until, list_of(state.results), FrameBindings(transition, frame));
  if (!holds) return fault(transition, frame, holds.error());
  if (*holds) end(transition, frame);
}

// What the task makes of an event: it is collected, unless nobody will see it.
void add_result(WorkflowTransition& transition, FrameId frame, const ListenTask& task, Value result) {
  transition.count_data(result, transition.at(frame).input);
  ListenState& state = state_of(transition, frame);
  if (!never_ends(task)) collect(state.results, std::move(result));
  if (state.results.bytes > kMaxDataBytes) {
    return fault(transition, frame,
                 make_problem(ProblemKind::Runtime, "the events that the task has consumed take more than " +
                                                        std::to_string(kMaxDataBytes) +
                                                        " bytes; use foreach.output.as to keep less of each"));
  }
  continue_listening(transition, frame, task);
}

// foreach: its `output` and `export` of one event.
void handled(WorkflowTransition& transition, FrameId frame, const ListenTask& task, const Value& output) {
  auto result = produce(transition, frame, *task.foreach, output);
  if (!result) return fault(transition, frame, std::move(result).error());
  transition.edit(frame).variables.clear();
  add_result(transition, frame, task, *std::move(result));
}

void handle_event(WorkflowTransition& transition, FrameId id, const ListenTask& task, const Value& event) {
  Value reading = reading_of(task.read, event);
  Frame& frame = transition.edit(id);
  ListenState& state = std::get<ListenState>(frame.state);
  const auto index = Value::number(std::int64_t{state.count++});
  if (!task.foreach) return add_result(transition, id, task, std::move(reading));
  frame.variables = {Variable{.name = task.foreach->item, .value = reading},
                     Variable{.name = task.foreach->at, .value = index}};
  if (!task.foreach->body) return handled(transition, id, task, reading);
  state.handling = true;
  transition.open(id, *task.foreach->body, std::move(reading));
}

// What the first event decides holds for the other filters that know the correlation by the same name.
void bind(WorkflowTransition& transition, FrameId frame, const ListenTask& task, const EventFilter& filter,
          const ExpectedValues& found) {
  const std::size_t first = found.size() - filter.correlations.size();
  for (Listener& listener : state_of(transition, frame).listeners) {
    const EventFilter& other = filter_of(task, listener.filter);
    const std::size_t its_first = listener.expected.size() - other.correlations.size();
    bool has_changed = false;
    for (std::size_t at = 0; at < other.correlations.size(); ++at) {
      Value& expected = listener.expected[its_first + at];
      const auto same = std::ranges::find(filter.correlations, other.correlations[at].name, &Correlation::name);
      if (!expected.is_null() || same == filter.correlations.end()) continue;
      expected = found[first + static_cast<std::size_t>(same - filter.correlations.begin())];
      has_changed = true;
    }
    if (has_changed) set_row(transition, task, listener);
  }
}

// The listener does not need the event.
void move_past(WorkflowTransition& transition, FrameId id, const ListenTask& task, ListenerId passed_by,
               std::uint64_t position) {
  Listener& listener = *std::ranges::find(state_of(transition, id).listeners, passed_by, &Listener::id);
  listener.position = position;
  set_row(transition, task, listener);
}

// An event that several filters of `any` let pass is consumed once: no other one takes it later.
void consume_for_others(WorkflowTransition& transition, FrameId id, const ListenTask& task, const Listener& taker,
                        const Arrival& event) {
  std::vector<Listener> others;
  const FrameBindings bindings(transition, id);
  for (const Listener& other : state_of(transition, id).listeners) {
    const bool is_beside = belongs_to_end(task, other.filter) == belongs_to_end(task, taker.filter);
    if (!is_beside || other.id == taker.id || event.position <= other.position) continue;
    if (passed(filter_of(task, other.filter), other.expected, event.event, bindings)) others.push_back(other);
  }
  for (const Listener& other : others) {
    set_position(transition.state(), other.identity, event.position);
    move_past(transition, id, task, other.id, event.position);
  }
}

// The event is the listener's.
void consume(WorkflowTransition& transition, FrameId id, const ListenTask& task, Listener listener,
             const ExpectedValues& found, const Arrival& event) {
  const EventFilter& filter = filter_of(task, listener.filter);
  set_position(transition.state(), listener.identity, event.position);
  transition.record(Change{.kind = ChangeKind::EventConsumed, .task = transition.at(id).task, .output = event.event});
  ListenState& state = state_of(transition, id);
  const bool ends_it = belongs_to_end(task, listener.filter);
  const EventStrategy& strategy = ends_it ? *strategy_of_end(task) : task.to.events;
  if (strategy.kind == EventStrategy::Kind::Any) consume_for_others(transition, id, task, listener, event);
  const bool closes = ends_it || task.to.until.index() == 0;
  if (closes) {
    close_listener(transition, state, listener.id);
  } else {
    const auto place = std::ranges::find(state.listeners, listener.id, &Listener::id);
    place->position = event.position;
    place->expected = found;
    set_row(transition, task, *place);
  }
  bind(transition, id, task, filter, found);
  const auto waiting = static_cast<std::size_t>(std::ranges::count_if(
      state.listeners, [&](const Listener& each) { return belongs_to_end(task, each.filter) == ends_it; }));
  if (closes && has_ended(strategy, waiting)) state.ending = true;
  if (ends_it) return state.ending ? end(transition, id) : void();
  handle_event(transition, id, task, event.event);
}

// An event that ends the task is no part of its output, though another filter may let it pass, too.
std::optional<std::pair<Listener, ExpectedValues>> taker(WorkflowTransition& transition, FrameId id,
                                                         const ListenTask& task, const Listener& addressed,
                                                         const Arrival& event) {
  if (tells_of(event.event, transition.instance().id)) return std::nullopt;
  const FrameBindings bindings(transition, id);
  const auto takes = [&](const Listener& listener) {
    return passed(filter_of(task, listener.filter), listener.expected, event.event, bindings);
  };
  for (const Listener& listener : std::get<ListenState>(transition.at(id).state).listeners) {
    if (!belongs_to_end(task, listener.filter) || event.position <= listener.position) continue;
    if (auto found = takes(listener)) return std::pair(listener, *std::move(found));
  }
  auto found = takes(addressed);
  if (!found) return std::nullopt;
  return std::pair(addressed, *std::move(found));
}

std::optional<FrameId> frame_of(const WorkflowTransition& transition, ListenerId id) {
  for (const auto& frame : transition.state().frames) {
    const auto* state = std::get_if<ListenState>(&frame->state);
    if (state != nullptr && std::ranges::find(state->listeners, id, &Listener::id) != state->listeners.end())
      return frame->id;
  }
  return std::nullopt;
}

// Of an event that was sent to the instance: behind all that its listeners have consumed.
constexpr std::uint64_t kInNoLog = std::numeric_limits<std::uint64_t>::max();

bool takes_events(const Frame& frame) {
  return frame.phase == Phase::Active && !frame.unwinding && !frame.cancelling;
}

}  // namespace

void Behaviour<ListenTask>::start(WorkflowTransition& transition, FrameId id, const ListenTask& task) {
  WorkflowState& all = transition.state();
  const auto* earlier = std::get_if<ListenState>(&transition.at(id).state);  // put back by a retry of the instance
  const std::vector<std::uint64_t> opened_before =
      earlier == nullptr ? std::vector<std::uint64_t>() : earlier->opened_at;
  if (all.consumed.size() + count_of(task) > kMaxConsumptions) {
    return fault(transition, id,
                 make_problem(ProblemKind::Runtime,
                              "the instance would listen to more than " + std::to_string(kMaxConsumptions) +
                                  " different filters and correlations; let child workflows do it"));
  }
  ListenState state;
  for (std::uint32_t filter = 0; filter < count_of(task); ++filter) {
    auto expected = expected_values(filter_of(task, filter), transition.at(id).input, FrameBindings(transition, id));
    if (!expected) return fault(transition, id, std::move(expected).error());
    const std::string identity = identity_of(filter_of(task, filter), *expected);
    if (filter < opened_before.size()) reset_position(all, identity, opened_before[filter]);
    const std::uint64_t position = position_of(all, identity);
    state.opened_at.push_back(position);
    state.listeners.push_back(Listener{.id = transition.next_listener(),
                                       .filter = filter,
                                       .position = position,
                                       .identity = identity,
                                       .expected = *std::move(expected)});
  }
  for (const Listener& listener : state.listeners) set_row(transition, task, listener);
  const bool is_empty = state.listeners.empty();
  transition.edit(id).state = std::move(state);
  transition.record_task(ChangeKind::CorrelationStarted, id);
  if (is_empty) end(transition, id);  // `all` of nothing
}

void Behaviour<ListenTask>::child_completed(WorkflowTransition& transition, FrameId frame, const ListenTask& task,
                                            ChildCompleted child) {
  state_of(transition, frame).handling = false;
  handled(transition, frame, task, child.output);
}

// Its listeners were closed when the instance faulted.
void Behaviour<ListenTask>::restore(WorkflowTransition& transition, FrameId frame, const ListenTask& task) {
  for (Listener& listener : state_of(transition, frame).listeners) {
    listener.id = transition.next_listener();
    set_row(transition, task, listener);
  }
}

void on_arrival(WorkflowTransition& transition, const Arrival& event) {
  const std::optional<FrameId> id = frame_of(transition, event.listener);
  if (!id || !takes_events(transition.at(*id))) return transition.ignore();
  const auto& task = std::get<ListenTask>(transition.task_of(*id).kind);
  const auto& state = std::get<ListenState>(transition.at(*id).state);
  const Listener listener = *std::ranges::find(state.listeners, event.listener, &Listener::id);
  if (state.handling || state.ending || event.position <= listener.position) return transition.ignore();
  const auto taken = taker(transition, *id, task, listener, event);
  if (!taken || taken->first.id != listener.id) move_past(transition, *id, task, listener.id, event.position);
  if (!taken) return transition.ignore();
  consume(transition, *id, task, taken->first, taken->second, event);
}

void on_loss(WorkflowTransition& transition, std::uint64_t through) {
  std::uint64_t first = through + 1;
  for (const auto& frame : transition.state().frames) {
    const auto* state = std::get_if<ListenState>(&frame->state);
    if (state == nullptr) continue;
    for (const Listener& listener : state->listeners) first = std::min(first, listener.position + 1);
  }
  if (first > through) return transition.ignore();
  std::vector<FrameId> listening;
  for (const auto& frame : transition.state().frames) {
    if (std::holds_alternative<ListenState>(frame->state)) listening.push_back(frame->id);
  }
  for (const FrameId frame : listening) {
    const auto& task = std::get<ListenTask>(transition.task_of(frame).kind);
    for (Listener& listener : state_of(transition, frame).listeners) {
      if (listener.position >= through) continue;
      listener.position = through;
      set_position(transition.state(), listener.identity, through);
      set_row(transition, task, listener);
    }
  }
  suspend_because(transition, lost_events(first, through));
}

const EventFilter& filter_of(const Program& program, TaskId task, const Listener& listener) {
  return filter_of(std::get<ListenTask>(program.task(task).kind), listener.filter);
}

bool on_offer(WorkflowTransition& transition, const Offer& event) {
  std::vector<ListenerId> open;
  for (const ReadyListener& listener : ready_listeners(transition.program(), transition.state())) {
    open.push_back(listener.id);
  }
  bool any = false;
  for (const ListenerId each : open) {
    const std::optional<FrameId> id = frame_of(transition, each);
    if (!id || !takes_events(transition.at(*id))) continue;
    const auto& task = std::get<ListenTask>(transition.task_of(*id).kind);
    const auto& state = std::get<ListenState>(transition.at(*id).state);
    if (state.handling || state.ending) continue;
    const Listener listener = *std::ranges::find(state.listeners, each, &Listener::id);
    Arrival arrival{.listener = each, .position = kInNoLog, .event = event.event};
    const auto taken = taker(transition, *id, task, listener, arrival);
    if (!taken) continue;
    any = true;
    arrival.position = taken->first.position;  // nothing of the log is consumed by it
    consume(transition, *id, task, taken->first, taken->second, arrival);
  }
  return any;
}

std::vector<std::string> filters_within(const Program& program, TaskId task) {
  const auto is_within = [&](const Task& inner) {
    for (const Task* each = &inner; each->parent; each = &program.task(*each->parent)) {
      if (*each->parent == task) return true;
    }
    return false;
  };
  std::vector<std::string> filters;
  for (const Task& each : program.tasks) {
    const auto* listen = std::get_if<ListenTask>(&each.kind);
    if (listen == nullptr || !is_within(each)) continue;
    for (std::uint32_t filter = 0; filter < count_of(*listen); ++filter) {
      filters.push_back(filter_of(*listen, filter).identity);
    }
  }
  return filters;
}

std::vector<ReadyListener> ready_listeners(const Program& program, const WorkflowState& workflow) {
  std::vector<ReadyListener> ready;
  for (const auto& frame : workflow.frames) {
    const auto* state = std::get_if<ListenState>(&frame->state);
    if (state == nullptr || !takes_events(*frame) || state->handling || state->ending) continue;
    const auto& task = std::get<ListenTask>(program.task(frame->task).kind);
    for (const Listener& listener : state->listeners) {
      const EventFilter& filter = filter_of(task, listener.filter);
      ready.push_back({.id = listener.id,
                       .pattern = pattern_of(filter, listener.expected).id,
                       .correlation = correlation_of(filter, listener.expected),
                       .position = listener.position});
    }
  }
  return ready;
}

}  // namespace baton::core
