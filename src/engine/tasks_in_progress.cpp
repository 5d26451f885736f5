// What each task in progress is doing, in words.
#include "base/iso8601.hpp"
#include "base/overloaded.hpp"
#include "core/event_filter.hpp"
#include "core/hosted/listening.hpp"
#include "engine/views.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace baton::engine {
namespace {

std::optional<Timestamp> retry_time(const core::WorkflowState& state, core::FrameId frame) {
  const auto timer = std::ranges::find_if(state.timers, [&](const core::Timer& each) {
    return each.frame == frame && each.purpose == core::TimerPurpose::RetryDelay;
  });
  return timer == state.timers.end() ? std::nullopt : std::optional(timer->due);
}

std::string with_attempt(std::string doing, std::uint32_t attempt) {
  if (attempt > 1) doing += " (attempt " + std::to_string(attempt) + ')';
  return doing;
}

std::string doing_call(const core::Task& task, const core::CallState& state, const Missing& missing) {
  const auto* call = std::get_if<core::CallTask>(&task.kind);
  if (call != nullptr && std::ranges::find(missing.operators, call->function) != missing.operators.end()) {
    return "waiting for the operator " + call->function + ", which is not registered";
  }
  return with_attempt("calling " + (call == nullptr ? task.name : call->function), state.attempt);
}

// Of the strategy, then of the one that ends the task.
const core::EventFilter& filter_of(const core::ListenTask& task, std::uint32_t number) {
  const auto& own = task.to.events.filters;
  return number < own.size() ? own[number] : std::get<core::EventStrategy>(task.to.until).filters[number - own.size()];
}

std::string type_of(const core::EventFilter& filter) {
  const auto test = std::ranges::find(filter.attributes, "type", &core::AttributeTest::attribute);
  const auto* text = test == filter.attributes.end() ? nullptr : std::get_if<core::AttributeTest::Text>(&test->wanted);
  return text == nullptr ? "an event" : text->text;
}

// "order.paid (order: \"4711\")"
std::string waiting_for(const core::EventFilter& filter, const core::Listener& listener) {
  std::string known;
  const std::size_t first = listener.expected.size() - filter.correlations.size();
  for (std::size_t i = 0; i < filter.correlations.size(); ++i) {
    const Value& value = listener.expected[first + i];
    if (value.is_null()) continue;
    known += (known.empty() ? "" : ", ") + filter.correlations[i].name + ": " + to_json(value);
  }
  return type_of(filter) + (known.empty() ? "" : " (" + known + ")");
}

std::string doing_listen(const core::ListenTask& task, const core::ListenState& state) {
  if (state.handling) return "handling event " + std::to_string(state.count);
  std::string all;
  for (const core::Listener& listener : state.listeners) {
    const bool joins = task.to.events.kind == core::EventStrategy::Kind::All;
    if (!all.empty()) all += joins ? " and " : " or ";
    all += waiting_for(filter_of(task, listener.filter), listener);
  }
  return "listening for " + all;
}

std::string doing_run(const core::RunWorkflowState& state, const Missing& missing) {
  if (!state.key) return "ending";
  const auto why = missing.programs.find(*state.key);
  if (why != missing.programs.end()) return "waiting to start a child: " + why->second;
  return "running child workflow " + core::child_id(*state.key).value;
}

std::string doing_inside(const core::Program& program, const core::Frame& frame, const Missing& missing) {
  const core::Task& task = program.task(frame.task);
  return std::visit(
      overloaded{
          [](std::monostate) -> std::string { return "running"; },
          [](const core::DoState&) -> std::string { return "running its tasks"; },
          [](const core::ForState& state) {
            return "in round " + std::to_string(state.index + 1) + " of " + std::to_string(state.collection.size());
          },
          [](const core::ForkState& state) { return "running " + std::to_string(state.outputs.size()) + " branches"; },
          [](const core::TryState& state) {
            return state.handling ? "handling an error" : with_attempt("trying", state.attempt);
          },
          [](const core::WaitState& state) { return "waiting until " + to_iso8601(state.until); },
          [&](const core::CallState& state) { return doing_call(task, state, missing); },
          [&](const core::ListenState& state) { return doing_listen(std::get<core::ListenTask>(task.kind), state); },
          [&](const core::RunWorkflowState& state) { return doing_run(state, missing); }},
      frame.state);
}

std::string doing(const core::Program& program, const core::WorkflowState& state, const core::Frame& frame,
                  const Missing& missing) {
  if (frame.phase == core::Phase::Ready) return "about to begin";
  if (frame.unwinding && frame.unwinding->undoing) {
    return "undoing " + program.task(*frame.unwinding->undoing).name;
  }
  if (frame.unwinding || frame.cancelling) return "ending its tasks";
  if (const auto due = retry_time(state, frame.id)) return "retrying at " + to_iso8601(*due);
  const std::string inside = doing_inside(program, frame, missing);
  return frame.phase == core::Phase::Draining ? "cancelled while " + inside + "; awaiting the answer" : inside;
}

// What is hosted has no tasks, but it may listen.
std::vector<TaskInProgress> of_hosted(const core::Program& program, const core::HostedState& state, Timestamp at) {
  std::string all;
  for (const core::HostedListener& listener : state.listeners) {
    const core::EventFilter* topic = program.hosted ? core::topic_of(*program.hosted, listener) : nullptr;
    if (topic == nullptr) continue;
    all += (all.empty() ? "listening for " : " or ") + type_of(*topic);
    if (!listener.value.is_null()) all += " (" + topic->correlations[0].name + ": " + to_json(listener.value) + ")";
  }
  if (all.empty()) return {};
  return {TaskInProgress{.reference = "/", .name = program.name.name, .started_at = at, .doing = std::move(all)}};
}

}  // namespace

std::vector<TaskInProgress> tasks_in_progress(const core::Program& program, const core::Instance& instance,
                                              const Missing& missing) {
  if (const auto* hosted = std::get_if<core::HostedState>(&instance.state)) {
    return of_hosted(program, *hosted, instance.started_at.value_or(instance.updated_at));
  }
  std::vector<TaskInProgress> tasks;
  const auto* state = std::get_if<core::WorkflowState>(&instance.state);
  for (const auto& frame : state->frames) {
    const core::Task& task = program.task(frame->task);
    const bool is_told = frame->id == core::kRootFrame ? frame->unwinding.has_value() : !task.implicit;
    if (!is_told) continue;
    tasks.push_back(
        TaskInProgress{.reference = task.reference,
                       .name = task.name,
                       .started_at = frame->phase == core::Phase::Ready ? instance.updated_at : frame->started_at,
                       .doing = doing(program, *state, *frame, missing)});
  }
  return tasks;
}

}  // namespace baton::engine
