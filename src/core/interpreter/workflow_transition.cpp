#include "core/interpreter/workflow_transition.hpp"

#include "base/check.hpp"
#include "base/overloaded.hpp"
#include "core/limits.hpp"
#include "value/measure.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

constexpr auto id_of = [](const std::shared_ptr<const Frame>& frame) { return frame->id; };

bool may_hold_tasks(const Task& task) {
  return std::visit(overloaded{[](const DoTask&) { return true; }, [](const ForTask&) { return true; },
                               [](const ForkTask&) { return true; }, [](const TryTask&) { return true; },
                               [](const FunctionTask&) { return true; }, [](const SetTask&) { return false; },
                               [](const SwitchTask&) { return false; }, [](const RaiseTask&) { return false; },
                               [](const WaitTask&) { return false; }, [](const CallTask&) { return false; },
                               [](const RunWorkflowTask&) { return false; }, [](const EmitTask&) { return false; },
                               [](const ListenTask& listen) { return listen.foreach && listen.foreach->body; },
                               [](const UnsupportedTask&) { return false; }},
                    task.kind);
}

auto frame_position(std::vector<std::shared_ptr<const Frame>>& frames, FrameId id) {
  const auto place = std::ranges::lower_bound(frames, id, {}, id_of);
  BATON_CHECK(place != frames.end() && (*place)->id == id, "there is no frame with this number");
  return place;
}

}  // namespace

WorkflowTransition::WorkflowTransition(const Program& program, Decision& decision)
    : Transition(program, decision), state_(std::get<WorkflowState>(decision.next.state)) {}

const Frame& WorkflowTransition::at(FrameId id) const {
  const Frame* frame = find(id);
  BATON_CHECK(frame != nullptr, "there is no frame with this number");
  return *frame;
}

Frame& WorkflowTransition::edit(FrameId id) {
  auto& slot = *frame_position(state().frames, id);
  // Another revision of the instance may share the frame: then this one gets its own copy, which is safe to change.
  if (slot.use_count() > 1) slot = std::make_shared<Frame>(*slot);
  return const_cast<Frame&>(*slot);
}

// The frames that may be inside this one: an id is greater than the parent's, so they are all behind it.
std::span<const std::shared_ptr<const Frame>> WorkflowTransition::frames_behind(FrameId id) const {
  const auto& frames = state().frames;
  if (!may_hold_tasks(task_of(id))) return {};
  return {std::ranges::upper_bound(frames, id, {}, id_of), frames.end()};
}

std::vector<FrameId> WorkflowTransition::children_of(FrameId id) const {
  std::vector<FrameId> children;
  for (const auto& frame : frames_behind(id)) {
    if (frame->parent == id) children.push_back(frame->id);
  }
  return children;
}

bool WorkflowTransition::has_children(FrameId id) const {
  return std::ranges::any_of(frames_behind(id), [&](const auto& frame) { return frame->parent == id; });
}

std::vector<std::shared_ptr<const Frame>> WorkflowTransition::frames_within(FrameId id) const {
  std::vector within{*std::ranges::lower_bound(state().frames, id, {}, id_of)};
  for (const auto& frame : frames_behind(id)) {
    if (std::ranges::binary_search(within, frame->parent, {}, id_of)) within.push_back(frame);
  }
  return within;
}

std::vector<FrameId> WorkflowTransition::path_to(FrameId id) const {
  std::vector<FrameId> path;
  for (; id != kNoFrame; id = at(id).parent) path.push_back(id);
  std::ranges::reverse(path);
  return path;
}

std::size_t WorkflowTransition::depth_of(FrameId id) const {
  std::size_t depth = 0;
  for (; id != kNoFrame; id = at(id).parent) ++depth;
  return depth;
}

bool WorkflowTransition::in_compensation(FrameId id) const {
  for (; id != kNoFrame; id = at(id).parent) {
    if (at(id).compensation) return true;
  }
  return false;
}

Frame& WorkflowTransition::open(FrameId parent, TaskId task, Value raw_input) {
  auto frame = std::make_shared<Frame>();
  frame->id = FrameId{state().next_frame++};
  frame->parent = parent;
  frame->task = task;
  frame->raw_input = std::move(raw_input);
  make_ready(frame->id);
  Frame& opened = *frame;
  state().frames.push_back(std::move(frame));
  return opened;
}

void WorkflowTransition::close(FrameId id) {
  clear_timers(id);
  forget_listeners(at(id));
  state().frames.erase(frame_position(state().frames, id));
}

void WorkflowTransition::close_all() {
  for (const Timer& timer : state().timers) forget_timer_row(timer.id);
  for (const auto& frame : state().frames) forget_listeners(*frame);
  state().timers.clear();
  state().frames.clear();
  next_ready_ = ready_.size();
}

void WorkflowTransition::forget_listeners(const Frame& frame) {
  const auto* listening = std::get_if<ListenState>(&frame.state);
  if (listening == nullptr) return;
  for (const Listener& listener : listening->listeners) forget_listener_row(listener.id);
}

std::optional<FrameId> WorkflowTransition::next_ready() {
  while (next_ready_ < ready_.size()) {
    const FrameId id = ready_[next_ready_++];
    const Frame* frame = find(id);  // it may have been cancelled meanwhile
    if (frame != nullptr && frame->phase == Phase::Ready) return id;
  }
  return std::nullopt;
}

void WorkflowTransition::count_data(const Value& value, const Value& made_from) {
  if (value.identity() != nullptr && value.identity() == made_from.identity()) return;  // only passed on
  bytes_ += measure(value).bytes;
}

bool WorkflowTransition::budget_is_spent() const {
  return tasks_ >= kMaxTasksPerTransition || bytes_ >= kMaxBytesPerTransition || steps() >= kMaxStepsPerTransition;
}

TimerId WorkflowTransition::set_timer(FrameId frame, TimerPurpose purpose, Timestamp due) {
  const Timer timer{.id = TimerId{state().next_timer++}, .frame = frame, .purpose = purpose, .due = due};
  state().timers.push_back(timer);
  set_timer_row(timer.id, due);
  return timer.id;
}

void WorkflowTransition::clear_timers(FrameId frame) {
  std::erase_if(state().timers, [&](const Timer& timer) {
    if (timer.frame != frame) return false;
    forget_timer_row(timer.id);
    return true;
  });
}

void WorkflowTransition::clear_timer(FrameId frame, TimerPurpose purpose) {
  std::erase_if(state().timers, [&](const Timer& timer) {
    if (timer.frame != frame || timer.purpose != purpose) return false;
    forget_timer_row(timer.id);
    return true;
  });
}

bool WorkflowTransition::has_timer(FrameId frame, TimerPurpose purpose) const {
  return std::ranges::any_of(state().timers,
                             [&](const Timer& timer) { return timer.frame == frame && timer.purpose == purpose; });
}

std::optional<Timer> WorkflowTransition::take_timer(TimerId id) {
  const auto place = std::ranges::find(state().timers, id, &Timer::id);
  if (place == state().timers.end()) return std::nullopt;
  const Timer timer = *place;
  state().timers.erase(place);
  return timer;
}

void WorkflowTransition::record_task(ChangeKind kind, FrameId frame, std::uint32_t attempt) {
  if (task_of(frame).implicit) return;
  record(Change{.kind = kind, .task = at(frame).task, .attempt = attempt});
}

}  // namespace baton::core
