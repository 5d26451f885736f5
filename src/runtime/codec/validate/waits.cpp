// What an instance waits for: timers, answers, turns. What a frame waits for must be there, or it would wait for ever; and
// what is there must be waited for, or handle() would not know what it means.
#include "base/overloaded.hpp"
#include "runtime/codec/validate/rules.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace baton::runtime::validate {
namespace {

using core::Frame;
using core::FrameId;
using core::Phase;
using core::Timer;
using core::TimerPurpose;

std::string name_of(FrameId id) {
  return "frame " + std::to_string(std::to_underlying(id));
}

// Who waits for what.
struct Waiting {
  std::map<std::pair<FrameId, TimerPurpose>, TimerId> timers;
  std::map<std::string, const Frame*> keys;

  [[nodiscard]] bool has_timer(const Frame& frame, TimerPurpose purpose) const {
    return timers.contains({frame.id, purpose});
  }
};

// Timers

bool may_have(const core::Task& task, const Frame& frame, TimerPurpose purpose) {
  const auto* call = std::get_if<core::CallState>(&frame.state);
  const auto* block = std::get_if<core::TryState>(&frame.state);
  const auto* block_task = std::get_if<core::TryTask>(&task.kind);
  const bool is_repeated = frame.unwinding && frame.unwinding->next == core::Unwinding::Next::RepeatBlock;
  if (is_repeated && purpose == TimerPurpose::TaskTimeout) return task.timeout.has_value();
  if (frame.phase == Phase::Ready || frame.unwinding || frame.cancelling) return false;
  const bool is_draining = frame.phase == Phase::Draining;
  switch (purpose) {
    case TimerPurpose::TaskTimeout:
      return task.timeout.has_value() && (!is_draining || call != nullptr);
    case TimerPurpose::AttemptTimeout:
      return block_task != nullptr && block_task->retry && block_task->retry->attempt_duration && !block->handling;
    case TimerPurpose::Wait:
      return std::holds_alternative<core::WaitTask>(task.kind);
    case TimerPurpose::RetryDelay:
      return !is_draining && (block != nullptr || (call != nullptr && !call->key));
    case TimerPurpose::DrainLimit:
      return is_draining && call != nullptr;
  }
  return false;
}

Broken broken_timers(const core::Program& program, const core::WorkflowState& state, const FrameTree& tree,
                     Waiting& waiting) {
  TimerId last{};
  for (const Timer& timer : state.timers) {
    const std::string name = "timer " + std::to_string(std::to_underlying(timer.id));
    if (timer.id <= last) return "the timers are not in the order of their numbers";
    last = timer.id;
    const Frame* frame = tree.find(timer.frame);
    if (frame == nullptr) return name + " has no frame";
    const core::Task& task = program.task(frame->task);
    if (!may_have(task, *frame, timer.purpose)) return name + " does not fit what " + name_of(timer.frame) + " does";
    const bool is_second = !waiting.timers.emplace(std::pair(timer.frame, timer.purpose), timer.id).second;
    // Version 0.1.0 set the timeout twice where a retry started a child again.
    if (is_second && timer.purpose != TimerPurpose::TaskTimeout) {
      return name_of(timer.frame) + " has two timers for one purpose";
    }
  }
  if (std::to_underlying(last) >= state.next_timer) return "next_timer is the number of a timer already";
  return std::nullopt;
}

Broken broken_listeners(const core::WorkflowState& state) {
  std::set<ListenerId> ids;
  for (const auto& frame : state.frames) {
    const auto* listening = std::get_if<core::ListenState>(&frame->state);
    if (listening == nullptr) continue;
    for (const core::Listener& listener : listening->listeners) {
      if (!ids.insert(listener.id).second) return "two listeners have the same number";
      if (std::to_underlying(listener.id) >= state.next_listener) return "next_listener is the number of one already";
    }
  }
  return std::nullopt;
}

// Is the frame certain to be reached again?
Broken broken_wait(const Frame& frame, const FrameTree& tree, const Waiting& waiting) {
  if (frame.unwinding || frame.cancelling || frame.phase == Phase::Ready) return std::nullopt;
  const bool has_delay = waiting.has_timer(frame, TimerPurpose::RetryDelay);
  if (std::holds_alternative<core::WaitState>(frame.state) && !waiting.has_timer(frame, TimerPurpose::Wait)) {
    return "waits for a timer that is missing";
  }
  if (const auto* call = std::get_if<core::CallState>(&frame.state)) {
    if (call->key.has_value() == has_delay) return "waits neither for an answer nor for its next attempt";
    const bool has_limit =
        waiting.has_timer(frame, TimerPurpose::TaskTimeout) || waiting.has_timer(frame, TimerPurpose::DrainLimit);
    if (frame.phase == Phase::Draining && !has_limit) return "awaits the end of a call without a limit";
  }
  if (const auto* child = std::get_if<core::RunWorkflowState>(&frame.state); child != nullptr && !child->key) {
    return "waits for a child that it has not started";
  }
  if (std::holds_alternative<core::TryState>(frame.state) && tree.children_of(frame.id).empty() != has_delay) {
    return "runs neither an attempt nor waits for the next one";
  }
  return std::nullopt;
}

// Answers

Broken note_key(Waiting& waiting, const Frame& frame) {
  const IntentKey* key = core::awaited_key(frame.state);
  if (key == nullptr || waiting.keys.emplace(key->value, &frame).second) return std::nullopt;
  return "'" + key->value + "' is awaited twice";
}

Broken broken_call(const core::Program& program, const core::Call& call, const Frame* frame) {
  if (auto broken = broken_shared_key(call.as)) return broken;
  if (frame == nullptr) return "no task waits for its answer";
  if (std::holds_alternative<core::RunWorkflowState>(frame->state)) return "what waits for it waits for a child";
  if (call.task != frame->task) return "it is the call of another task than waits for it";
  const auto* task = std::get_if<core::CallTask>(&program.task(call.task).kind);
  if (call.deferred && (task == nullptr || !task->secret)) return "it mentions secrets, but its task does not";
  if (call.attempt < 1) return "its attempt is not a number of one";
  return std::nullopt;
}

Broken broken_request(const core::Program& program, const core::Instance& instance, const core::Pending& pending,
                      const Frame* frame) {
  return std::visit(overloaded{[&](const core::Call& call) { return broken_call(program, call, frame); },
                               [&](const core::StartChild& child) -> Broken {
                                 // Nobody awaits: its task may have ended, and before version 0.2 it always had.
                                 const bool fits = frame == nullptr
                                                       ? !child.await
                                                       : std::holds_alternative<core::RunWorkflowState>(frame->state);
                                 if (fits) return std::nullopt;
                                 return "the child is not awaited as it says";
                               },
                               [&](const core::CancelChild& child) -> Broken {
                                 if (frame != nullptr) return "a task waits for its answer";
                                 return broken_own_key(instance, child.start);
                               },
                               [&](const core::Notify& news) -> Broken {
                                 if (frame != nullptr) return "a task waits for its answer";
                                 return broken_notify(instance, news);
                               },
                               [&](const core::Yield&) -> Broken {
                                 if (frame != nullptr) return "a task waits for its answer";
                                 return std::nullopt;
                               }},
                    pending.request);
}

Broken broken_pending(const core::Program& program, const core::Instance& instance, const Waiting& waiting) {
  std::set<std::string> keys;
  bool has_yield = false;
  for (const core::Pending& pending : instance.pending) {
    const auto in_words = [&](const std::string& broken) { return "request '" + pending.key.value + "': " + broken; };
    if (auto broken = broken_own_key(instance, pending.key)) return broken;
    if (!keys.insert(pending.key.value).second) return in_words("it is pending twice");
    const auto waits = waiting.keys.find(pending.key.value);
    const Frame* frame = waits == waiting.keys.end() ? nullptr : waits->second;
    if (auto broken = broken_request(program, instance, pending, frame)) return in_words(*broken);
    if (!std::holds_alternative<core::Yield>(pending.request)) continue;
    if (std::exchange(has_yield, true)) return in_words("another turn is asked for twice");
  }
  for (const auto& [key, frame] : waiting.keys) {
    if (!keys.contains(key)) return name_of(frame->id) + " waits for '" + key + "', which is not pending";
  }
  const auto& workflow = std::get<core::WorkflowState>(instance.state);
  const bool has_ready =
      std::ranges::any_of(workflow.frames, [](const auto& frame) { return frame->phase == Phase::Ready; });
  if (has_ready && !has_yield) return "a task is about to begin, but no turn for it is asked for";
  return std::nullopt;
}

}  // namespace

Broken broken_notify(const core::Instance& instance, const core::Notify& news) {
  const auto& parent = instance.parent;
  if (parent && parent->instance == news.parent && parent->start == news.start) return std::nullopt;
  return "it is for another instance than the parent";
}

Broken broken_waits(const core::Program& program, const core::Instance& instance, const FrameTree& tree) {
  Waiting waiting;
  if (auto broken = broken_timers(program, std::get<core::WorkflowState>(instance.state), tree, waiting)) return broken;
  if (auto broken = broken_listeners(std::get<core::WorkflowState>(instance.state))) return broken;
  for (const auto& frame : tree.frames()) {
    if (auto broken = broken_wait(*frame, tree, waiting)) return name_of(frame->id) + " " + *broken;
    if (auto broken = note_key(waiting, *frame)) return broken;
  }
  return broken_pending(program, instance, waiting);
}

Broken broken_held_events(const core::Program& program, const core::Instance& instance) {
  if (!instance.held.empty() && instance.status != Status::Suspended) return "events are held, but it is not suspended";
  const Broken never = "an event is held that is never held";
  for (const core::Event& event : instance.held) {
    if (!event.caller.empty()) return "a held event names its caller, which only history does";
    const Broken broken =
        std::visit(overloaded{[](const core::Answer&) -> Broken { return std::nullopt; },
                              [](const core::TimerFired&) -> Broken { return std::nullopt; },
                              [](const core::Continue&) -> Broken { return std::nullopt; },
                              [&](const core::Deliver&) { return program.hosted ? std::nullopt : never; },
                              [&](const core::Start&) { return never; }, [&](const core::Arrival&) { return never; },
                              [](const core::Offer&) -> Broken { return std::nullopt; },
                              [&](const core::Acknowledged&) { return never; },
                              [&](const core::Cancel&) { return never; }, [&](const core::Suspend&) { return never; },
                              [&](const core::Resume&) { return never; }, [&](const core::Retry&) { return never; }},
                   event.body);
    if (broken) return broken;
  }
  return std::nullopt;
}

}  // namespace baton::runtime::validate
