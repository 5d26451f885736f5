// Transition: the working state of one handle() call on a workflow.
//
// It makes the decision: the next instance, the intents, the changes; and it keeps the list of frames that are ready to
// be entered. It knows how frames, timers and requests are kept, and nothing of what tasks mean; that is in the files
// of the tasks beside it.
#pragma once

#include "core/handle.hpp"
#include "core/interpreter/state.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace baton::core {

class Transition {
 public:
  // The decision begins with the instance as it was and with the event.
  Transition(const Program& program, Decision& decision);
  Transition(const Transition&) = delete;
  Transition& operator=(const Transition&) = delete;

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const Event& event() const { return decision_.record.event; }
  [[nodiscard]] Timestamp now() const { return event().at; }
  [[nodiscard]] Instance& instance() { return decision_.next; }
  [[nodiscard]] const Instance& instance() const { return decision_.next; }
  [[nodiscard]] WorkflowState& state() { return decision_.next.state; }
  [[nodiscard]] const WorkflowState& state() const { return decision_.next.state; }
  [[nodiscard]] std::uint64_t random();  // the next number of the event's seed
  [[nodiscard]] bool has_drawn() const { return random_state_ != event().seed; }

  // Frames. A reference stays good until its frame is closed.
  [[nodiscard]] const Frame* find(FrameId id) const { return state().find(id); }
  [[nodiscard]] const Frame& at(FrameId id) const;
  [[nodiscard]] Frame& edit(FrameId id);
  [[nodiscard]] const Task& task_of(FrameId id) const { return program_.task(at(id).task); }
  [[nodiscard]] std::vector<FrameId> children_of(FrameId id) const;
  [[nodiscard]] bool has_children(FrameId id) const;
  [[nodiscard]] std::vector<std::shared_ptr<const Frame>> frames_within(FrameId id) const;  // itself too, by id
  [[nodiscard]] std::vector<FrameId> path_to(FrameId id) const;  // from the workflow's frame to this one
  [[nodiscard]] std::size_t depth_of(FrameId id) const;          // of the workflow's frame: 1
  // Is this frame part of undoing something?
  [[nodiscard]] bool in_compensation(FrameId id) const;
  Frame& open(FrameId parent, TaskId task, Value raw_input);  // will be entered in its turn
  void close(FrameId id);                                     // with its timers
  void close_all();

  // Frames to enter, in the order they became ready.
  void make_ready(FrameId id) { ready_.push_back(id); }
  [[nodiscard]] std::optional<FrameId> next_ready();
  void count_task() { ++tasks_; }
  void count_steps(std::uint64_t steps) const { steps_ += steps; }  // of expressions, which change nothing else
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  void count_data(const Value& value, const Value& made_from);  // new state, unless it is what it was made from
  [[nodiscard]] bool budget_is_spent() const;

  // Requests to the world.
  IntentKey issue(Request request);
  void issue_again(const Pending& pending);
  // Under the key of an earlier attempt.
  void reissue(Pending pending);
  [[nodiscard]] const Pending* find_pending(const IntentKey& key) const;
  std::optional<Pending> settle(const IntentKey& key);  // it has been answered or is not waited for any more
  void withdraw_if(const std::function<bool(const Pending&)>& unwanted);
  [[nodiscard]] bool has_pending_yield() const;

  TimerId set_timer(FrameId frame, TimerPurpose purpose, Timestamp due);
  void clear_timers(FrameId frame);
  void clear_timer(FrameId frame, TimerPurpose purpose);
  [[nodiscard]] bool has_timer(FrameId frame, TimerPurpose purpose) const;
  std::optional<Timer> take_timer(TimerId id);
  void forget_timer_row(TimerId id);  // the store's row only; the timer itself is held

  void record(Change change) { decision_.record.changes.push_back(std::move(change)); }
  void record_task(ChangeKind kind, FrameId frame, std::uint32_t attempt = 1);

 private:
  [[nodiscard]] std::span<const std::shared_ptr<const Frame>> frames_behind(FrameId id) const;
  [[nodiscard]] IntentKey next_key();
  void do_not_execute(const IntentKey& key);

  const Program& program_;
  Decision& decision_;
  std::vector<FrameId> ready_;
  std::size_t next_ready_ = 0;  // those before it have had their turn
  std::uint32_t tasks_ = 0;
  std::size_t bytes_ = 0;
  mutable std::uint64_t steps_ = 0;
  std::uint32_t issued_ = 0;
  std::uint64_t random_state_;
};

}  // namespace baton::core
