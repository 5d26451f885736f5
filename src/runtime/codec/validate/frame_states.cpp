// A frame's state: does it belong to the kind of task, and does it lie within it?
#include "base/overloaded.hpp"
#include "core/events/matching.hpp"
#include "runtime/codec/validate/rules.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace baton::runtime::validate {
namespace {

Broken broken_attempt(std::uint32_t attempt) {
  if (attempt >= 1 && attempt <= kMaxCounter) return std::nullopt;
  return "its attempt is not the number of one";
}

Broken broken_call(const core::Instance& instance, const core::UnknownCall& call) {
  if (auto broken = broken_own_key(instance, call.key)) return broken;
  return broken_attempt(call.attempts);
}

Broken broken_calls(const core::Instance& instance, const std::vector<core::UnknownCall>& calls) {
  for (const core::UnknownCall& call : calls) {
    if (auto broken = broken_call(instance, call)) return broken;
  }
  return std::nullopt;
}

// One overload for each state that has something to check beside its kind.
struct StateRules {
  const core::Instance& instance;
  std::size_t past_end;  // 1: it may stand behind its last task or round

  Broken operator()(const core::DoTask& task, const core::DoState& state) const {
    if (state.position < task.tasks.size() + past_end) return std::nullopt;
    return "its position is outside the list of tasks";
  }
  Broken operator()(const core::ForTask&, const core::ForState& state) const {
    if (!state.collection.is_array()) return "its collection is not an array";
    if (state.index < state.collection.size() + past_end) return std::nullopt;
    return "its index is outside the collection";
  }
  Broken operator()(const core::ForkTask& task, const core::ForkState& state) const {
    if (state.outputs.size() == task.branches.size()) return std::nullopt;
    return "its outputs are not one for each branch";
  }
  Broken operator()(const core::TryTask& task, const core::TryState& state) const {
    if (auto broken = broken_attempt(state.attempt)) return broken;
    if (state.handling && !task.handler) return "it handles an error for which it has no handler";
    if (auto broken = broken_calls(instance, state.unknown)) return broken;
    return broken_calls(instance, state.reusable);
  }
  Broken operator()(const core::WaitTask&, const core::WaitState&) const { return std::nullopt; }
  Broken operator()(const core::CallTask&, const core::CallState& state) const {
    if (auto broken = broken_attempt(state.attempt)) return broken;
    if (state.unknown) {
      if (auto broken = broken_call(instance, *state.unknown)) return broken;
    }
    return state.key ? broken_own_key(instance, *state.key) : std::nullopt;
  }
  Broken operator()(const core::RunWorkflowTask& task, const core::RunWorkflowState& state) const {
    if (state.timed_out && !task.await) return "it awaits the end of a child that it does not await";
    return state.key ? broken_own_key(instance, *state.key) : std::nullopt;
  }
  Broken operator()(const core::ListenTask& task, const core::ListenState& state) const {
    const auto* end = std::get_if<core::EventStrategy>(&task.to.until);
    const std::size_t filters = task.to.events.filters.size() + (end == nullptr ? 0 : end->filters.size());
    for (const core::Listener& listener : state.listeners) {
      if (listener.filter >= filters) return "it listens by a filter that its task does not have";
      const auto& own = task.to.events.filters;
      const core::EventFilter& filter =
          listener.filter < own.size() ? own[listener.filter] : end->filters[listener.filter - own.size()];
      if (listener.expected.size() != core::expected_count(filter))
        return "its values are not one for each of its filter's";
    }
    if (state.opened_at.size() != filters) return "its positions are not one for each filter";
    if (!std::ranges::all_of(state.results.levels, &Value::is_array)) return "what it has collected is not an array";
    if (state.handling && (!task.foreach || !task.foreach->body)) return "it handles an event, which its task does not";
    return std::nullopt;
  }
  Broken operator()(const core::FunctionTask&, std::monostate) const { return std::nullopt; }
  // All others do not go together. Set, switch and raise end in the moment they begin.
  template <class Task, class State>
  Broken operator()(const Task&, const State&) const {
    return "its state is not that of such a task";
  }
};

}  // namespace

Broken broken_state(const core::Task& task, const core::Instance& instance, const core::Frame& frame, Leeway leeway) {
  if (leeway.without_state && std::holds_alternative<std::monostate>(frame.state)) return std::nullopt;
  return std::visit(StateRules{.instance = instance, .past_end = leeway.past_end ? std::size_t{1} : 0}, task.kind,
                    frame.state);
}

}  // namespace baton::runtime::validate
