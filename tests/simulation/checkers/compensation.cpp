// What completed is undone, newest first, once, with what it had put out; and only where undoing is asked for:
//
//   the instance faults, or is cancelled with compensation    all that completed
//   catch.retry repeats a block                               what completed in the block
//   a branch of fork.compete wins                             what completed in the others
//
// A completed composite's own compensation replaces those of the tasks inside it. A call whose outcome stayed unknown, or
// that succeeded after its task had been cancelled, is undone too, without an output.
#include "simulation/checkers/checkers.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace baton::tests {
namespace {

using core::ChangeKind;
using core::TaskId;

struct Done {
  TaskId task;
  std::uint64_t order;  // of completion
  Value output;
};

// Ended without completing: what it did may be there.
struct Perhaps {
  std::uint64_t order = 0;
  Value output;  // of one that completed, inside a composite whose own compensation may stand for it
};

class CompensationChecker {
 public:
  CompensationChecker(std::string id, const simulation::InstanceEvidence& found, const simulation::Evidence& evidence,
                      Violations& violations)
      : id_(std::move(id)), program_(*found.program), found_(found), violations_(violations) {
    for (const simulation::Entry& entry : evidence.log) {
      const auto* begun = std::get_if<simulation::Begun>(&entry.what);
      if (begun != nullptr && begun->instance.value == id_) task_of_key_.emplace(begun->key.value, begun->call.task);
      if (begun != nullptr && begun->instance.value == id_) begun_.push_back(begun);
      if (const auto* done = std::get_if<simulation::Performed>(&entry.what); done != nullptr) {
        if (const auto key = task_of_key_.find(done->key.value); key != task_of_key_.end()) {
          effects_[key->second].insert(done->key.value);
        }
      }
    }
  }

  void check() {
    for (const core::HistoryRecord& record : found_.history) {
      revision_ = record.revision;
      note_outcome(record);
      for (const core::Change& change : record.changes) take(change);
      if (const auto* cancel = std::get_if<core::Cancel>(&record.event.body);
          cancel != nullptr && !is_ignored(record)) {
        undoes_all_ = cancel->compensate;
      }
    }
    if (found_.stored.status == Status::Faulted) undoes_all_ = true;
    if (found_.stored.status == Status::Completed || !undoes_all_) return;
    for (const Done& done : done_) violated(done.task, "completed and was not undone");
    check_effects();
  }

 private:
  void violated(TaskId task, const std::string& what) {
    violations_.push_back("compensation: " + id_ + " " + program_.task(task).reference + " " + what);
  }

  // Whatever a call did, known or not, is undone; here where no compensation of a task around it may have done that.
  void check_effects() {
    for (const auto& [task, keys] : effects_) {
      if (!program_.task(task).compensate || is_part_of_compensation(program_, task) || is_covered(task)) continue;
      if (undone_[task] < keys.size()) {
        violated(task, "had its effect " + std::to_string(keys.size()) + " times and was undone " +
                           std::to_string(undone_[task]) + " times");
      }
    }
  }

  bool is_covered(TaskId task) const {
    for (auto each = program_.task(task).parent; each; each = program_.task(*each).parent) {
      if (program_.task(*each).compensate) return true;
    }
    return false;
  }

  // All that completed inside must have been undone by now, but for the branch that won.
  void check_all_undone(TaskId composite, const std::string& when) {
    for (const Done& done : done_) {
      if (done.task == composite || !is_inside(program_, done.task, composite)) continue;
      if (done.order < began_[composite]) continue;  // in an earlier round of a loop around
      if (!is_inside_winner(done.task, composite)) violated(done.task, "completed and was not undone before " + when);
    }
  }

  void take(const core::Change& change) {
    const core::Task& task = program_.task(change.task);
    switch (change.kind) {
      case ChangeKind::WorkflowRetried:
        unwinding_.clear();
        break;
      case ChangeKind::TaskStarted:
        if (change.attempt > 1) break;
        began_[change.task] = ++order_;
        [[fallthrough]];
      case ChangeKind::TaskSkipped:
        next_attempt_begins(change.task);
        if (change.kind == ChangeKind::TaskSkipped) decide_race(change.task);
        break;
      case ChangeKind::TaskRetried:
        unwinding_.push_back(change.task);
        break;
      case ChangeKind::TaskCompleted:
        completed(change);
        break;
      case ChangeKind::TaskCancelled:
      case ChangeKind::TaskFaulted:
        std::erase(unwinding_, change.task);
        if (task.compensate) ended_without_output(change);
        if (change.kind == ChangeKind::TaskFaulted && !task.required) decide_race(change.task);
        break;
      case ChangeKind::CompensationStarted:
        undone(change.task);
        break;
      default:
        break;
    }
  }

  void next_attempt_begins(TaskId task) {
    if (is_part_of_compensation(program_, task)) return;
    std::erase_if(unwinding_, [&](TaskId block) {
      if (block == task || !is_inside(program_, task, block)) return false;
      check_all_undone(block, "the block was repeated");
      return true;
    });
  }

  void completed(const core::Change& change) {
    if (std::erase(unwinding_, change.task) > 0) check_all_undone(change.task, "the race ended");
    if (broken_forks_.contains(change.task))
      violated(change.task, "completed, and the branch that won had been undone");
    decide_race(change.task);
    if (!program_.task(change.task).compensate || is_part_of_compensation(program_, change.task)) return;
    std::erase_if(done_, [&](const Done& done) {
      return done.task != change.task && is_inside(program_, done.task, change.task) &&
             done.order > began_[change.task];
    });
    done_.push_back({.task = change.task, .order = ++order_, .output = change.output});
  }

  // The first branch of a race that ends well wins it. One that is skipped, or is optional and faults, ends well too.
  void decide_race(TaskId branch) {
    note_woven_race(branch);
    const auto parent = program_.task(branch).parent;
    const auto* fork = parent ? std::get_if<core::ForkTask>(&program_.task(*parent).kind) : nullptr;
    if (fork == nullptr || !fork->compete) return;
    unwinding_.push_back(*parent);
    winner_[*parent] = branch;
    broken_forks_.erase(*parent);
  }

  // Where an extension is woven around a branch, the history does not have the branch's end, only those of the task in it and of what comes
  // before and after: nobody can say when the race was decided, and for which branch.
  void note_woven_race(TaskId task) {
    auto around = program_.task(task).parent;
    if (!around || !program_.task(*around).implicit) return;
    while (around && program_.task(*around).implicit) around = program_.task(*around).parent;
    const auto* fork = around ? std::get_if<core::ForkTask>(&program_.task(*around).kind) : nullptr;
    if (fork != nullptr && fork->compete) woven_races_.insert(*around);
  }

  // Its work may be done all the same, and then its compensation stands for those of the tasks inside it.
  void ended_without_output(const core::Change& change) {
    const TaskId task = change.task;
    perhaps_[task][began_[task]] = {.order = ++order_, .output = {}};
    if (!change.problem || change.problem->instance != program_.task(task).reference) return;
    // Its output, or the context that it exports, could not be made, or its schema refuses it.
    const auto is = [&](ProblemKind kind) { return same_problem_type(change.problem->type, problem_type(kind)); };
    if (!is(ProblemKind::Expression) && !is(ProblemKind::Validation)) return;
    std::erase_if(done_, [&](const Done& done) {
      const bool inside = done.task != task && is_inside(program_, done.task, task) && done.order > began_[task];
      if (inside) perhaps_[done.task][done.order] = {.order = done.order, .output = done.output};
      return inside;
    });
  }

  // An answer that leaves something to undo although its task did not complete.
  void note_outcome(const core::HistoryRecord& record) {
    const auto* answer = std::get_if<core::Answer>(&record.event.body);
    if (answer == nullptr) return;
    const auto known = task_of_key_.find(answer->key.value);
    if (known == task_of_key_.end() || !program_.task(known->second).compensate) return;
    if (!std::holds_alternative<core::Failed>(answer->outcome))
      perhaps_[known->second][began_[known->second]] = {.order = ++order_, .output = {}};
  }

  // Within what is `task` being undone? A fork undoes nothing of the branch that won; if that is undone all the same,
  // something around the fork asks for it, and then the fork must not complete.
  TaskId scope_of(TaskId task) {
    TaskId scope = core::kRootTask;
    for (const TaskId block : unwinding_) {
      if (block == task || !is_inside(program_, task, block) || !is_inside(program_, block, scope)) continue;
      if (!is_inside_winner(task, block)) {
        scope = block;
      } else {
        broken_forks_.insert(block);
      }
    }
    for (const TaskId fork : woven_races_) {
      if (is_inside(program_, task, fork) && is_inside(program_, fork, scope)) scope = fork;
    }
    return scope;
  }

  bool is_inside_winner(TaskId task, TaskId fork) const {
    const auto winner = winner_.find(fork);
    return winner != winner_.end() && is_inside(program_, task, winner->second);
  }

  // In which branch of the fork the task is.
  TaskId branch_of(TaskId task, TaskId fork) const {
    while (program_.task(task).parent != fork) task = *program_.task(task).parent;
    return task;
  }

  void undone(TaskId task) {
    ++undone_[task];
    const auto entry = std::find_if(done_.rbegin(), done_.rend(), [&](const Done& done) { return done.task == task; });
    auto& perhaps = perhaps_[task];
    const bool perhaps_newest =
        !perhaps.empty() && (entry == done_.rend() || std::prev(perhaps.end())->second.order > entry->order);
    if (entry == done_.rend() && perhaps.empty()) {
      return violated(task, "was undone and had never been done, or had been undone before");
    }
    if (perhaps_newest && !may_undo(task, entry == done_.rend() ? Value() : entry->output)) {
      const Perhaps undone = std::prev(perhaps.end())->second;
      perhaps.erase(std::prev(perhaps.end()));
      return check_calls(task, undone.output);
    }
    if (perhaps_newest && entry != done_.rend() && (entry->output.is_null() || told_to_calls(task).empty())) {
      done_.erase(std::next(entry).base());  // or that of which nobody knows: the calls look the same
      return;
    }
    if (entry == done_.rend()) {
      perhaps.erase(std::prev(perhaps.end()));
      return;
    }
    const TaskId scope = scope_of(task);
    for (auto newer = done_.rbegin(); newer != entry; ++newer) {
      if (!is_inside(program_, newer->task, scope)) continue;
      if (is_inside_winner(newer->task, scope)) continue;
      if (woven_races_.contains(scope) && branch_of(newer->task, scope) != branch_of(task, scope)) continue;
      violated(task, "was undone before " + program_.task(newer->task).reference + ", which completed after it");
    }
    check_calls(task, entry->output);
    done_.erase(std::next(entry).base());
  }

  // What the compensation that starts now tells its calls of the task it undoes.
  std::vector<Value> told_to_calls(TaskId task) const {
    const std::optional<Revision> end = end_of_compensation(task);
    std::vector<Value> told;
    for (const simulation::Begun* begun : begun_) {
      if (!is_inside(program_, begun->call.task, *program_.task(task).compensate)) continue;
      if (made_in(*begun) < revision_ || (end && *end <= made_in(*begun))) continue;
      if (const Value* undo = begun->call.arguments.find("undo")) told.push_back(*undo);
    }
    return told;
  }

  // Not all compensations tell their calls the output.
  bool may_undo(TaskId task, const Value& output) const {
    const std::vector<Value> told = told_to_calls(task);
    return told.empty() || std::ranges::find(told, output) != told.end();
  }

  void check_calls(TaskId task, const Value& output) {
    for (const Value& undo : told_to_calls(task)) {
      const bool is_of_unknown = undo.is_null() && !perhaps_[task].empty();
      if (!(undo == output) && !is_of_unknown) violated(task, "was undone by a call that did not get its output");
    }
  }

  static Revision made_in(const simulation::Begun& begun) {
    const std::size_t slash = begun.key.value.find('/');
    return Revision{std::stoull(begun.key.value.substr(slash + 1))};
  }

  std::optional<Revision> end_of_compensation(TaskId task) const {
    bool began = false;
    for (const core::HistoryRecord& record : found_.history) {
      if (record.revision < revision_) continue;
      for (const core::Change& change : record.changes) {
        if (change.task != task) continue;
        if (change.kind == ChangeKind::CompensationStarted) began = true;
        const bool ends =
            change.kind == ChangeKind::CompensationCompleted || change.kind == ChangeKind::CompensationFaulted;
        if (began && ends) return record.revision;
      }
    }
    return std::nullopt;
  }

  std::string id_;
  const core::Program& program_;
  const simulation::InstanceEvidence& found_;
  Violations& violations_;
  std::map<std::string, TaskId> task_of_key_;
  std::vector<const simulation::Begun*> begun_;
  std::map<TaskId, std::set<std::string>> effects_;  // keys
  std::map<TaskId, std::size_t> undone_;
  Revision revision_;
  std::uint64_t order_ = 0;
  std::map<TaskId, std::uint64_t> began_;
  std::vector<Done> done_;                                      // and not undone, oldest first
  std::map<TaskId, std::map<std::uint64_t, Perhaps>> perhaps_;  // by when it began
  std::vector<TaskId> unwinding_;                               // blocks and forks
  std::map<TaskId, TaskId> winner_;                             // branch, by fork
  std::set<TaskId> broken_forks_;
  std::set<TaskId> woven_races_;  // of which something was undone in the branch that won
  bool undoes_all_ = false;
};

}  // namespace

void check_compensation(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) {
    if (!found.program->hosted) CompensationChecker(id, found, run.evidence, violations).check();
  }
}

}  // namespace baton::tests
