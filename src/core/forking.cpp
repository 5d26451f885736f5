#include "core/forking.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <ranges>
#include <unordered_map>
#include <utility>

namespace baton::core {
namespace {

std::optional<std::string> cannot_be_forked(const Instance& source, const WorkflowState& state) {
  if (has_ended(source.status)) return "it had ended by then; choose an earlier revision";
  const bool ends_tasks = std::ranges::any_of(state.frames, [](const auto& frame) {
    const auto* child = std::get_if<RunWorkflowState>(&frame->state);
    return frame->unwinding || frame->cancelling || frame->compensation || frame->phase == Phase::Draining ||
           (child != nullptr && child->timed_out);
  });
  if (ends_tasks) return "it was ending or undoing tasks then; choose an earlier revision";
  return std::nullopt;
}

// The tasks of the fork's document, by those of the source's.
class Counterparts {
 public:
  explicit Counterparts(const Forking& forking) : forking_(forking) {}

  TaskId of(TaskId task) {
    const auto known = known_.find(std::to_underlying(task));
    if (known != known_.end()) return known->second;
    const auto found = counterpart(forking_.from, forking_.to, task);
    if (!found && !missing_) missing_ = found.error();
    return known_.emplace(std::to_underlying(task), found.value_or(kRootTask)).first->second;
  }
  // Of a task that may have to be undone.
  TaskId of_undone(TaskId task) {
    const TaskId found = of(task);
    if (!missing_ && !forking_.to.task(found).compensate) {
      missing_ = "the task at '" + forking_.from.task(task).reference + "' has no compensation there";
    }
    return found;
  }
  [[nodiscard]] const std::optional<std::string>& missing() const { return missing_; }

 private:
  const Forking& forking_;
  std::unordered_map<std::uint32_t, TaskId> known_;
  std::optional<std::string> missing_;
};

class Maker {
 public:
  explicit Maker(const Forking& forking)
      : forking_(forking),
        source_(forking.source),
        from_(std::get<WorkflowState>(source_.state)),
        counterparts_(forking) {}

  std::expected<Heritage, std::string> make() {
    if (auto why = cannot_be_forked(source_, from_)) return std::unexpected(*std::move(why));
    made_.run_id = source_.run_id;
    made_.state = from_;
    made_.state.ledger = {};
    if (forking_.context) made_.state.context = *forking_.context;
    add_frames();
    add_requests();
    add_held();
    add_timers();
    add_ledger();
    if (counterparts_.missing()) {
      return std::unexpected("the document does not fit: " + *counterparts_.missing());
    }
    return Heritage{.inherited = std::make_shared<const Inherited>(std::move(made_)), .again = std::move(again_)};
  }

 private:
  void add_frames() {
    for (std::shared_ptr<const Frame>& each : made_.state.frames) {
      Frame frame = *each;
      note_unknown(frame);
      forget_unknown(frame);
      move_place(frame);
      frame.task = counterparts_.of(frame.task);
      each = std::make_shared<const Frame>(std::move(frame));
    }
  }

  // A call that waits to be repeated, or that a block would repeat under its key.
  void note_unknown(const Frame& frame) {
    if (const auto* call = std::get_if<CallState>(&frame.state); call != nullptr && call->unknown) {
      note_call(frame.task);
    }
    const auto* block = std::get_if<TryState>(&frame.state);
    if (block == nullptr) return;
    for (const auto* calls : {&block->unknown, &block->reusable}) {
      for (const UnknownCall& call : *calls) note_call_at(call.place);
    }
  }
  void note_call(TaskId task) {
    const auto* call = std::get_if<CallTask>(&forking_.from.task(task).kind);
    again_.push_back({.why = RunsAgain::Why::Call,
                      .task = counterparts_.of(task),
                      .is_idempotent = call == nullptr || call->idempotent});
  }
  // By the beginning of the place, which is the reference of the task.
  void note_call_at(std::string_view place) {
    const std::string_view reference = place.substr(0, place.find('@'));
    const auto& tasks = forking_.from.tasks;
    const auto task = std::ranges::find(tasks, reference, &Task::reference);
    if (task == tasks.end() || !std::holds_alternative<CallTask>(task->kind)) return;
    if (!std::get<CallTask>(task->kind).idempotent) note_call(TaskId(task - tasks.begin()));
  }
  static void forget_unknown(Frame& frame) {
    if (auto* call = std::get_if<CallState>(&frame.state)) call->unknown.reset();
    if (auto* block = std::get_if<TryState>(&frame.state)) {
      block->unknown.clear();
      block->reusable.clear();
    }
  }

  // A list may have other tasks before the one that runs.
  void move_place(Frame& frame) {
    auto* place = std::get_if<DoState>(&frame.state);
    if (place == nullptr) return;
    const auto& list = std::get<DoTask>(forking_.from.task(frame.task).kind).tasks;
    const TaskId inside = counterparts_.of(list.at(place->position));
    const auto* other = std::get_if<DoTask>(&forking_.to.task(counterparts_.of(frame.task)).kind);
    if (other == nullptr) return;  // does not fit
    const auto found = std::ranges::find(other->tasks, inside);
    if (found != other->tasks.end()) place->position = static_cast<std::uint32_t>(found - other->tasks.begin());
  }

  [[nodiscard]] const Frame* waiting_for(const IntentKey& key) const {
    const auto frame = std::ranges::find_if(made_.state.frames, [&](const auto& each) {
      const IntentKey* const awaited = awaited_key(each->state);
      return awaited != nullptr && *awaited == key;
    });
    return frame == made_.state.frames.end() ? nullptr : frame->get();
  }
  [[nodiscard]] bool is_answered(const IntentKey& key) const {
    return std::ranges::any_of(source_.held, [&](const Event& held) {
      const auto* answer = std::get_if<Answer>(&held.body);
      return answer != nullptr && answer->key == key;
    });
  }

  // What a task waits for, and a turn. The rest concerns other instances that are not the fork's.
  void add_requests() {
    for (Pending pending : source_.pending) {
      if (std::holds_alternative<Yield>(pending.request)) {
        made_.pending.push_back(std::move(pending));
        continue;
      }
      const Frame* const frame = waiting_for(pending.key);
      if (frame == nullptr) continue;
      auto* const call = std::get_if<Call>(&pending.request);
      if (call != nullptr) {
        call->task = counterparts_.of(call->task);
        call->as.clear();
      }
      pending.attempt = 1;
      if (!is_answered(pending.key)) {
        again_.push_back({.why = call == nullptr ? RunsAgain::Why::Child : RunsAgain::Why::Call,
                          .task = frame->task,
                          .is_idempotent = call == nullptr || call->idempotent});
      }
      made_.pending.push_back(std::move(pending));
    }
  }

  void add_held() {
    for (const Event& held : source_.held) {
      const auto* answer = std::get_if<Answer>(&held.body);
      const bool is_own = std::holds_alternative<TimerFired>(held.body) ||
                          std::holds_alternative<Continue>(held.body) || std::holds_alternative<Offer>(held.body);
      if (is_own || (answer != nullptr && waiting_for(answer->key) != nullptr)) made_.held.push_back(held);
    }
  }

  void add_timers() {
    for (const Timer& timer : from_.timers) {
      const Frame* const frame = made_.state.find(timer.frame);
      if (frame == nullptr) continue;
      again_.push_back({.why = RunsAgain::Why::Timer, .task = frame->task, .due = timer.due});
    }
  }

  void add_ledger() {
    for (const auto* node = from_.ledger.newest().get(); node != nullptr; node = node->older.get()) {
      LedgerEntry entry = node->entry;
      entry.task = counterparts_.of_undone(entry.task);
      entry.unknown.reset();
      if (entry.undo_key.empty()) {
        entry.undo_key = source_.run_id + "/undo/" + std::to_string(std::to_underlying(entry.scope.back()));
      }
      again_.push_back({.why = RunsAgain::Why::Undoing, .task = entry.task});
      made_.ledger.push_back(std::move(entry));
    }
  }

  const Forking& forking_;
  const Instance& source_;
  const WorkflowState& from_;
  Counterparts counterparts_;
  Inherited made_;
  std::vector<RunsAgain> again_;
};

}  // namespace

std::expected<Heritage, std::string> inherit(const Forking& forking) {
  return Maker(forking).make();
}

}  // namespace baton::core
