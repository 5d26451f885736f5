#include "runtime/codec/earlier_formats.hpp"

#include "runtime/codec/numbers.hpp"

#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

constexpr std::int64_t kFirstFormatWithProgramStates = 4;

using Frames = std::vector<std::shared_ptr<const core::Frame>>;

// In the order in which they are stored: whether that is the right one is not known yet.
Frames frames_within(core::FrameId holder, const Frames& frames) {
  Frames within;
  std::set<core::FrameId> ids{holder};
  for (const auto& frame : frames) {
    if (frame->id != holder && !ids.contains(frame->parent)) continue;
    ids.insert(frame->id);
    within.push_back(frame);
  }
  return within;
}

void narrow_within(Frames& frames) {
  for (auto& frame : frames) {
    if (!frame->unwinding || frame->unwinding->retry_point == nullptr) continue;
    auto point = std::make_shared<core::RetryPoint>(*frame->unwinding->retry_point);
    point->frames = frames_within(frame->id, point->frames);
    narrow_within(point->frames);
    auto narrowed = std::make_shared<core::Frame>(*frame);
    narrowed->unwinding->retry_point = std::move(point);
    frame = std::move(narrowed);
  }
}

// Machines

constexpr std::int64_t kMachineState = 8;  // its number among the states of tasks

Value member(const Value& object, std::string_view name) {
  const Value* found = object.find(name);
  return found == nullptr ? Value() : *found;
}

template <class State>
Value numbered(const Value& state) {
  return Value::array({Value::number(Numbers<core::ProgramState>::number_of<State>()), state});
}

// What the one task of a machine has asked; nullopt: it is no machine.
std::optional<Value> asked_by_machine(const Value& state) {
  const Value frames = member(state, "frames");
  if (!frames.is_array() || frames.size() != 1) return std::nullopt;
  const Value of_task = member(frames.items()[0], "state");
  if (!of_task.is_array() || of_task.size() != 2 || of_task.items()[0] != Value::number(kMachineState)) {
    return std::nullopt;
  }
  return of_task.items()[1];
}

std::optional<Value> due_time_of(const Value& timers, const Value& id) {
  if (!timers.is_array()) return std::nullopt;
  for (const Value& timer : timers.items()) {
    if (member(timer, "id") == id) return member(timer, "due");
  }
  return std::nullopt;
}

// Each delay has its time beside it, which stood among the timers of the instance.
std::expected<Value, std::string> with_times(const Value& requests, const Value& timers) {
  if (!requests.is_array()) return requests;
  std::vector<Value> timed;
  std::size_t delays = 0;
  for (const Value& request : requests.items()) {
    const Value* timer = request.find("timer");
    if (timer == nullptr) {
      timed.push_back(request);
      continue;
    }
    const std::optional<Value> due = due_time_of(timers, *timer);
    if (!due) return std::unexpected("a machine waits for a timer that is missing");
    timed.push_back(request.with("due", *due));
    ++delays;
  }
  if (timers.size() != delays) return std::unexpected("a timer belongs to nothing that the machine has asked for");
  return Value::array(std::move(timed));
}

std::expected<Value, std::string> hosted_state(const Value& state, const Value& asked) {
  auto requests = with_times(member(asked, "requests"), member(state, "timers"));
  if (!requests) return requests;
  std::vector<Member> members;
  const auto add = [&](std::string name, const Value& value) {
    if (!value.is_null()) members.push_back({std::move(name), value});
  };
  add("value", member(state, "context"));
  add("format", member(state, "context_format"));
  add("requests", *requests);
  add("unknown", member(asked, "unknown"));
  add("next_timer", member(state, "next_timer"));
  return numbered<core::HostedState>(Value::object(std::move(members)));
}

}  // namespace

std::expected<Value, std::string> in_this_format(const Value& head, std::int64_t format, const core::Program& program) {
  const Value* state = head.find("state");
  if (format >= kFirstFormatWithProgramStates || state == nullptr || !state->is_object()) return head;
  if (!program.hosted) return head.with("state", numbered<core::WorkflowState>(*state));
  auto hosted = hosted_state(*state, asked_by_machine(*state).value_or(Value()));
  if (!hosted) return hosted;
  return head.with("state", *std::move(hosted));
}

std::expected<Value, std::string> in_this_format(const Value& snapshot, std::int64_t format) {
  const Value* state = snapshot.find("state");
  if (format >= kFirstFormatWithProgramStates || state == nullptr || !state->is_object()) return snapshot;
  const std::optional<Value> asked = asked_by_machine(*state);
  if (!asked) return snapshot.with("state", numbered<core::WorkflowState>(*state));
  auto hosted = hosted_state(*state, *asked);
  if (!hosted) return hosted;
  return snapshot.with("state", *std::move(hosted));
}

void name_call_kinds(core::Instance& instance) {
  for (core::Pending& pending : instance.pending) {
    if (auto* call = std::get_if<core::Call>(&pending.request)) call->kind = core::call_kind_of(call->function);
  }
}

void narrow_retry_points(core::ProgramState& program_state) {
  auto* workflow = std::get_if<core::WorkflowState>(&program_state);
  if (workflow == nullptr) return;
  core::WorkflowState& state = *workflow;
  narrow_within(state.frames);
  if (state.retry_point == nullptr) return;
  auto point = std::make_shared<core::RetryPoint>(*state.retry_point);
  narrow_within(point->frames);
  state.retry_point = std::move(point);
}

}  // namespace baton::runtime
