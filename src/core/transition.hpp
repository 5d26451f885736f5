// Transition: the working state of one handle() call, of whichever style of program.
//
// It makes the decision: the next instance, the intents, the changes. It knows how requests and timers are asked for, and nothing
// of what the program remembers; that is in WorkflowTransition and HostedTransition.
#pragma once

#include "core/handle.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

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
  [[nodiscard]] std::uint64_t random();  // the next number of the event's seed
  [[nodiscard]] bool has_drawn() const { return random_state_ != event().seed; }
  [[nodiscard]] std::uint64_t log() {  // the position of the last event in the event log
    has_read_log_ = true;
    return event().log;
  }
  [[nodiscard]] bool has_read_log() const { return has_read_log_; }

  void count_steps(std::uint64_t steps) const { steps_ += steps; }  // of expressions, which change nothing else
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  // Requests to the world.
  IntentKey issue(Request request);
  void issue_again(const Pending& pending);
  // Under the key of an earlier attempt.
  void reissue(Pending pending);
  [[nodiscard]] const Pending* find_pending(const IntentKey& key) const;
  std::optional<Pending> settle(const IntentKey& key);  // it has been answered
  // Nobody waits for them any more. Of a call, whoever carries it out learns that.
  std::optional<Pending> withdraw(const IntentKey& key);
  void withdraw_if(const std::function<bool(const Pending&)>& unwanted);
  [[nodiscard]] bool has_pending_yield() const;

  // The store's row of a timer; the program remembers what the timer is for.
  void set_timer_row(TimerId id, Timestamp due) { decision_.intents.emplace_back(SetTimer{.timer = id, .due = due}); }
  void forget_timer_row(TimerId id) { decision_.intents.emplace_back(ClearTimer{id}); }

  void set_listener_row(SetListener row) { decision_.intents.emplace_back(std::move(row)); }
  // It may have been set in this very transition.
  void forget_listener_row(ListenerId id);

  // An event's id, which no other event of an instance has.
  [[nodiscard]] std::string next_event_id() { return next_key().value; }
  void emit(CloudEvent event) { decision_.intents.emplace_back(Emit{std::move(event)}); }

  void record(Change change) { decision_.record.changes.push_back(std::move(change)); }
  void ignore() { record(Change{.kind = ChangeKind::EventIgnored}); }  // the event came too late or twice

 private:
  [[nodiscard]] IntentKey next_key();
  void do_not_execute(std::span<const Pending> settled);
  void tell_withdrawn(const Pending& pending);

  const Program& program_;
  Decision& decision_;
  mutable std::uint64_t steps_ = 0;
  std::uint32_t issued_ = 0;
  std::uint64_t random_state_;
  bool has_read_log_ = false;
};

}  // namespace baton::core
