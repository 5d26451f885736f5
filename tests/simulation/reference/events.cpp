// emit and listen (DSL: "Emit", "Listen", "Event Consumption Strategy").
//
// A listener reads the log from the first event on that came after the workflow's start and that no task of the workflow has consumed by an
// equal filter. Where the log ends, the world publishes what it publishes when nothing else is left to do.
#include "simulation/reference/interpreter.hpp"

#include <algorithm>
#include <utility>

namespace baton::tests::reference {
namespace {

constexpr int kMostRounds = 100;

std::string directive_of(const Value& definition) {
  const Value then = member(definition, "then");
  return then.is_null() ? "continue" : std::string(then.as_string());
}

// What the event has for a correlation; null: nothing.
Value correlated(const Value& correlation, const Value& event) {
  return member(event, member(correlation, "from").as_string().substr(1));
}

bool lets_pass(const Listener& listener, const Value& event) {
  const Value with = member(listener.filter, "with");
  for (const Member& wanted : with.members()) {
    if (member(event, wanted.name()) != wanted.value) return false;
  }
  const Value correlate = member(listener.filter, "correlate");
  if (correlate.is_null()) return true;
  for (const Member& each : correlate.members()) {
    const Value found = correlated(each.value, event);
    const auto expected = listener.expected.find(std::string(each.name()));
    if (found.is_null() || (expected != listener.expected.end() && expected->second != found)) return false;
  }
  return true;
}

// The first event decides for all that know the correlation by its name.
void bind_correlations(std::vector<Listener>& listeners, const Value& filter, const Value& event) {
  const Value correlate = member(filter, "correlate");
  if (correlate.is_null()) return;
  for (const Member& each : correlate.members()) {
    for (Listener& listener : listeners) {
      if (!member(member(listener.filter, "correlate"), each.name()).is_null())
        listener.expected.emplace(each.name(), correlated(each.value, event));
    }
  }
}

std::vector<Value> filters_of(const Value& strategy) {
  if (const Value one = member(strategy, "one"); !one.is_null()) return {one};
  const Value all = member(strategy, "all").is_null() ? member(strategy, "any") : member(strategy, "all");
  return {all.items().begin(), all.items().end()};
}

void add(std::vector<Listener>& listeners, const Value& strategy, bool ends_the_task) {
  for (const Value& filter : filters_of(strategy)) {
    Listener listener{.filter = filter, .identity = to_json(filter), .ends_the_task = ends_the_task};
    if (const Value correlate = member(filter, "correlate"); !correlate.is_null()) {
      for (const Member& each : correlate.members()) {
        if (const Value expect = member(each.value, "expect"); !expect.is_null())
          listener.expected.emplace(each.name(), expect);
      }
    }
    listeners.push_back(std::move(listener));
  }
}

bool is_done(const Value& strategy, const std::vector<Listener>& listeners, bool ends_the_task) {
  const auto is_open = [&](const Listener& each) { return each.ends_the_task == ends_the_task && each.is_open; };
  const auto is_closed = [&](const Listener& each) { return each.ends_the_task == ends_the_task && !each.is_open; };
  return member(strategy, "all").is_null() ? std::ranges::any_of(listeners, is_closed)
                                           : std::ranges::none_of(listeners, is_open);
}

}  // namespace

Ending Interpreter::emit(const Running& task) {
  ++event_uses_;
  const Value with = member(member(member(task.site.definition, "emit"), "event"), "with");
  const Evaluated event = filled_in(with, task.input, view(task));
  if (!event) return Faulted{event.error()};
  if (events_ == nullptr) {
    not_comparable("it emits, and there is no event log");
  } else {
    events_->log.push_back(*event);
    events_->emits = true;
  }
  return Completed{.output = task.input, .then = directive_of(task.site.definition)};
}

// The event at that position; null: there will be none.
Value Interpreter::event_at(std::uint64_t position) {
  for (int rounds = 0; events_->log.size() < position && rounds < kMostRounds; ++rounds) {
    for (Value& event : events_->more()) events_->log.push_back(std::move(event));
  }
  return events_->log.size() < position ? Value() : events_->log[position - 1];
}

// The tasks of `foreach` handle what has been read of the event.
Ending Interpreter::handled(const Running& task, const Value& reading, std::int64_t number) {
  const Value foreach = member(task.site.definition, "foreach");
  const Value tasks = member(foreach, "do");
  if (tasks.is_null()) return Completed{.output = reading};
  const auto name_of = [&](std::string_view property, std::string_view otherwise) {
    const Value name = member(foreach, property);
    return std::string(name.is_null() ? otherwise : name.as_string());
  };
  Site inside = task.site;
  inside.variables.emplace_back(name_of("item", "item"), reading);
  inside.variables.emplace_back(name_of("at", "index"), Value::number(number));
  return list(inside, "/foreach/do", tasks, reading);
}

// The filters of the task, each behind what was consumed by an equal one.
std::vector<Listener> Interpreter::open_listeners(const Value& to) {
  std::vector<Listener> listeners;
  add(listeners, to, false);
  if (const Value until = member(to, "until"); until.is_object()) add(listeners, until, true);
  for (Listener& listener : listeners) {
    const auto before = consumed_.find(listener.identity);
    listener.position = before == consumed_.end() ? start_ : before->second;
  }
  return listeners;
}

void Interpreter::consume(Listener& listener, std::uint64_t position, bool closes) {
  std::uint64_t& last = consumed_[listener.identity];
  last = std::max(last, position);
  listener.position = position;
  listener.is_open = !closes;
}

Ending Interpreter::listen(const Running& task) {
  ++event_uses_;
  if (events_ == nullptr) {
    not_comparable("it listens, and nobody publishes");
    return Ended{};
  }
  const Value listen = member(task.site.definition, "listen");
  const Value to = member(listen, "to");
  const Value until = member(to, "until");
  const bool takes_each = !member(to, "all").is_null();  // an event may be for several filters
  const bool is_envelope = member(listen, "read") == Value::string("envelope");
  std::vector<Listener> listeners = open_listeners(to);
  std::vector<Value> results;
  const auto done = [&] {
    return Completed{.output = Value::array(results), .then = directive_of(task.site.definition)};
  };
  for (std::uint64_t position = std::ranges::min(listeners, {}, &Listener::position).position + 1;; ++position) {
    const Value event = event_at(position);
    if (event.is_null()) {
      not_comparable("it listens for ever");
      return Ended{};
    }
    const auto takes = [&](const Listener& listener, bool ends_the_task) {
      return listener.ends_the_task == ends_the_task && listener.waits_for(position) && lets_pass(listener, event);
    };
    for (Listener& listener : listeners) {
      if (!takes(listener, true)) continue;
      consume(listener, position, true);
      bind_correlations(listeners, listener.filter, event);
      if (is_done(until, listeners, true)) return done();
    }
    for (Listener& listener : listeners) {
      if (!takes(listener, false)) continue;
      for (Listener& other : listeners) {
        if (&other == &listener || (!takes_each && takes(other, false))) consume(other, position, until.is_null());
      }
      bind_correlations(listeners, listener.filter, event);
      if (is_envelope && event.find("id") == nullptr) not_comparable("the id of an emitted event is the engine's");
      Ending ending =
          handled(task, is_envelope ? event : member(event, "data"), static_cast<std::int64_t>(results.size()));
      auto* one = std::get_if<Completed>(&ending);
      if (one == nullptr) return ending;
      results.push_back(std::move(one->output));
      if (!until.is_string()) continue;
      const auto holds_now = holds(&until, Value::array(results), view(task), false);
      if (!holds_now) return Faulted{holds_now.error()};
      if (*holds_now) return done();
    }
    if (until.is_null() && is_done(to, listeners, false)) return done();
  }
}

}  // namespace baton::tests::reference
