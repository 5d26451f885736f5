// Calls and their keys. A call is saved before it goes out, and its answer before it goes out again; a key always means the
// same call; no completed task runs again; a completed call had its effect exactly once; a task that is not idempotent is
// never called twice while the first outcome is unknown; no undo uses the key of an earlier one.
#include "simulation/checkers/checkers.hpp"
#include "simulation/structure.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

using simulation::Begun;

// The revision in which the key was made, "<run>/<revision>/<position>"; 0 if it is no such key.
std::uint64_t revision_of(const IntentKey& key) {
  const std::size_t first = key.value.find('/');
  std::uint64_t revision = 0;
  if (first == std::string::npos) return 0;
  std::from_chars(key.value.data() + first + 1, key.value.data() + key.value.size(), revision);
  return revision;
}

struct KeyEvidence {
  const Begun* first = nullptr;
  bool performed = false;
};

class KeyChecker {
 public:
  KeyChecker(const Run& run, Violations& violations) : run_(run), violations_(violations) {}

  void check() {
    for (const simulation::Entry& entry : run_.evidence.log) {
      check_order(entry.what);
      if (const auto* begun = std::get_if<Begun>(&entry.what)) check_begun(*begun);
      if (const auto* done = std::get_if<simulation::Performed>(&entry.what)) keys_[done->key.value].performed = true;
    }
    for (const auto& [id, found] : run_.evidence.instances) check_executions(id, found);
  }

 private:
  void violated(std::string what) { violations_.push_back("keys: " + std::move(what)); }

  // From an answer's arrival until the revision that takes it is saved, its call does not go out.
  void check_order(const simulation::Happening& what) {
    if (std::holds_alternative<simulation::Crashed>(what)) unsaved_.clear();
    if (const auto* answered = std::get_if<simulation::Answered>(&what))
      unsaved_[{answered->key.value, answered->attempt}];
    if (const auto* begun = std::get_if<Begun>(&what)) {
      const Begun*& last = last_attempts_[begun->key.value];
      if (last == nullptr || last->attempt < begun->attempt) last = begun;
      const auto unsaved = unsaved_.find({begun->key.value, begun->attempt});
      if (unsaved != unsaved_.end()) unsaved->second.push_back(begun->stored);
    }
    const auto* moved = std::get_if<simulation::Moved>(&what);
    const auto* answer = moved == nullptr ? nullptr : std::get_if<core::Answer>(&moved->record.event.body);
    if (answer != nullptr && !is_ignored(moved->record)) check_is_of_the_last_attempt(*answer, moved->record.revision);
    const auto taken = answer == nullptr ? unsaved_.end() : unsaved_.find({answer->key.value, answer->attempt});
    if (taken == unsaved_.end()) return;
    for (const Revision stored : taken->second) {
      if (stored < moved->record.revision)
        violated("the call " + taken->first.first + " was made again before its answer was saved");
    }
    unsaved_.erase(taken);
  }

  // An earlier attempt whose time was up may say that the call has happened, and nothing else.
  void check_is_of_the_last_attempt(const core::Answer& answer, Revision revision) {
    const auto last = last_attempts_.find(answer.key.value);
    if (last == last_attempts_.end() || std::holds_alternative<core::Succeeded>(answer.outcome)) return;
    // The attempt that this very revision asks for goes out before the revision is announced.
    if (answer.attempt >= last->second->attempt || last->second->stored >= revision) return;
    violated("attempt " + std::to_string(answer.attempt) + " of the call " + answer.key.value +
             " decided about attempt " + std::to_string(last->second->attempt));
  }

  void check_begun(const Begun& begun) {
    const std::string& key = begun.key.value;
    if (begun.stored.value < revision_of(begun.key)) violated("the call " + key + " went out before it was saved");
    if (has_ended(begun.status)) violated("the call " + key + " went out after its instance had ended");
    if (begun.status == Status::Suspended && !was_decided_before_its_suspension(begun)) {
      violated("the call " + key + " went out while its instance was suspended");
    }
    const auto completed_at = revision_of_success(begun);
    if (completed_at && begun.stored.value >= *completed_at)
      violated("the call " + key + " was made again after it had succeeded");
    KeyEvidence& known = keys_[key];
    if (known.first == nullptr) {
      known.first = &begun;
      return;
    }
    const core::Call& first = known.first->call;
    if (!(known.first->instance == begun.instance) || first.function != begun.call.function ||
        first.task != begun.call.task || !(first.arguments == begun.call.arguments)) {
      violated("the key " + key + " was used for two different calls");
    }
    if (!begun.call.idempotent) violated("the call " + key + " is not idempotent and was made twice");
    check_is_of_this_undo(begun);
  }

  // A compensation runs once for each completion that it undoes. If two of its runs shared a key, an idempotent operator
  // would do one of the two.
  void check_is_of_this_undo(const Begun& begun) {
    const auto found = run_.evidence.instances.find(begun.instance.value);
    if (found == run_.evidence.instances.end()) return;
    const core::Program& program = *found->second.program;
    const auto undo = simulation::compensation_around(program, begun.call.task);
    if (!undo) return;
    for (const core::HistoryRecord& record : found->second.history) {
      if (begun.stored < record.revision) return;
      for (const core::Change& change : record.changes) {
        if (change.kind != core::ChangeKind::CompensationStarted || change.task != program.task(*undo).parent) continue;
        if (revision_of(begun.key) >= record.revision.value) continue;
        return violated("the key " + begun.key.value + " of an undo was used again by a later undo");
      }
    }
  }

  // By a machine that a resume gave several events, of which it could not handle a later one.
  bool was_decided_before_its_suspension(const Begun& begun) const {
    const auto found = run_.evidence.instances.find(begun.instance.value);
    if (found == run_.evidence.instances.end() || begun.stored.value > found->second.history.size()) return false;
    const core::HistoryRecord& record = found->second.history[begun.stored.value - 1];
    // Or one whose answers came together, in one write, and one of them could not be handled.
    return std::ranges::any_of(record.changes, [](const core::Change& change) {
      return change.kind == core::ChangeKind::IntentDecided ||
             (change.kind == core::ChangeKind::WorkflowSuspended && change.problem);
    });
  }

  // Where the history has the answer that this call succeeded. One that was held while the instance was suspended does not
  // count: the call may have been given up before it was applied.
  std::optional<std::uint64_t> revision_of_success(const Begun& begun) {
    if (successes_.empty()) {
      for (const auto& [id, found] : run_.evidence.instances) note_successes(found);
    }
    const auto known = successes_.find(begun.key.value);
    return known == successes_.end() ? std::nullopt : std::optional(known->second);
  }

  void note_successes(const simulation::InstanceEvidence& found) {
    bool suspended = false;
    for (const core::HistoryRecord& record : found.history) {
      if (ends_suspension(record.event.body)) suspended = false;
      if (is_ignored(record)) continue;
      if (suspends(record)) suspended = true;
      const auto* answer = std::get_if<core::Answer>(&record.event.body);
      if (answer == nullptr || suspended || !std::holds_alternative<core::Succeeded>(answer->outcome)) continue;
      successes_.emplace(answer->key.value, record.revision.value);
    }
  }

  // From a call task's start to its completion: exactly one key had an effect.
  void check_executions(const std::string& id, const simulation::InstanceEvidence& found) {
    std::map<core::TaskId, std::uint64_t> started;
    for (const core::HistoryRecord& record : found.history) {
      for (const core::Change& change : record.changes) {
        if (change.kind == core::ChangeKind::TaskStarted && change.attempt == 1)
          started[change.task] = record.revision.value;
        if (change.kind != core::ChangeKind::TaskCompleted) continue;
        if (!std::holds_alternative<core::CallTask>(found.program->task(change.task).kind)) continue;
        check_execution(id, found, change.task, started[change.task], record);
      }
    }
  }

  void check_execution(const std::string& id, const simulation::InstanceEvidence& found, core::TaskId task,
                       std::uint64_t from, const core::HistoryRecord& end) {
    std::set<std::string> effective;
    for (const auto& [key, evidence] : keys_) {
      if (evidence.first == nullptr || evidence.first->instance.value != id || evidence.first->call.task != task)
        continue;
      const std::uint64_t made = revision_of(IntentKey{key});
      if (evidence.performed && made >= from && made < end.revision.value) effective.insert(key);
    }
    // Its answer's key may have been made by an earlier attempt of a block around; the answer may have been held.
    for (const core::HistoryRecord& record : found.history) {
      const auto* answer = std::get_if<core::Answer>(&record.event.body);
      if (answer == nullptr || record.revision.value <= from || end.revision < record.revision || is_ignored(record))
        continue;
      const auto known = keys_.find(answer->key.value);
      if (known == keys_.end() || known->second.first == nullptr || known->second.first->call.task != task) continue;
      if (known->second.performed) effective.insert(answer->key.value);
    }
    if (effective.size() != 1) {
      violated("the completed call " + found.program->task(task).reference + " of " + id + " (revisions " +
               std::to_string(from) + " to " + std::to_string(end.revision.value) + ") had its effect " +
               std::to_string(effective.size()) + " times");
    }
  }

  const Run& run_;
  Violations& violations_;
  std::map<std::string, KeyEvidence> keys_;
  std::map<std::string, std::uint64_t> successes_;
  // What was stored when calls went out, by key and attempt.
  std::map<std::pair<std::string, unsigned>, std::vector<Revision>> unsaved_;
  std::map<std::string, const Begun*> last_attempts_;  // by key
};

}  // namespace

void check_keys(const Run& run, Violations& violations) {
  KeyChecker(run, violations).check();
}

}  // namespace baton::tests
