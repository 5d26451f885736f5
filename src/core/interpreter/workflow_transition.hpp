// WorkflowTransition: the working state of one handle() call on a workflow.
//
// Besides the decision it keeps the list of frames that are ready to be entered. It knows how frames and their timers are kept, and
// nothing of what tasks mean; that is in the files of the tasks next to it.
#pragma once

#include "core/interpreter/state.hpp"
#include "core/transition.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace baton::core {

class WorkflowTransition final : public Transition {
 public:
  WorkflowTransition(const Program& program, Decision& decision);

  [[nodiscard]] WorkflowState& state() { return state_; }
  [[nodiscard]] const WorkflowState& state() const { return state_; }

  // Frames. A reference stays valid until its frame is closed.
  [[nodiscard]] const Frame* find(FrameId id) const { return state().find(id); }
  [[nodiscard]] const Frame& at(FrameId id) const;
  [[nodiscard]] Frame& edit(FrameId id);
  [[nodiscard]] const Task& task_of(FrameId id) const { return program().task(at(id).task); }
  [[nodiscard]] std::vector<FrameId> children_of(FrameId id) const;
  [[nodiscard]] bool has_children(FrameId id) const;
  [[nodiscard]] std::vector<std::shared_ptr<const Frame>> frames_within(FrameId id) const;  // itself too, by id
  [[nodiscard]] std::vector<FrameId> path_to(FrameId id) const;  // from the workflow's frame to this one
  [[nodiscard]] std::size_t depth_of(FrameId id) const;          // of the workflow's frame: 1
  // Is this frame part of undoing something?
  [[nodiscard]] bool in_compensation(FrameId id) const;
  Frame& open(FrameId parent, TaskId task, Value raw_input);  // will be entered in its turn
  void close(FrameId id);                                     // with its timers and listeners
  void close_all();

  // Frames to enter, in the order they became ready.
  void make_ready(FrameId id) { ready_.push_back(id); }
  [[nodiscard]] std::optional<FrameId> next_ready();
  void count_task() { ++tasks_; }
  void count_data(const Value& value, const Value& made_from);  // new state, unless it is what it was made from
  [[nodiscard]] bool budget_is_spent() const;

  TimerId set_timer(FrameId frame, TimerPurpose purpose, Timestamp due);
  void clear_timers(FrameId frame);
  void clear_timer(FrameId frame, TimerPurpose purpose);
  [[nodiscard]] bool has_timer(FrameId frame, TimerPurpose purpose) const;
  std::optional<Timer> take_timer(TimerId id);

  [[nodiscard]] ListenerId next_listener() { return ListenerId{state().next_listener++}; }

  void record_task(ChangeKind kind, FrameId frame, std::uint32_t attempt = 1);

 private:
  void forget_listeners(const Frame& frame);
  [[nodiscard]] std::span<const std::shared_ptr<const Frame>> frames_behind(FrameId id) const;

  WorkflowState& state_;
  std::vector<FrameId> ready_;
  std::size_t next_ready_ = 0;  // those before it have had their turn
  std::uint32_t tasks_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace baton::core
