// No timer acts before its time: a wait does not end, a timeout does not strike and a next attempt does not begin early.
// That none is lost shows in that every instance ends.
#include "simulation/checkers/checkers.hpp"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

using core::ChangeKind;
using core::TaskId;

// A duration that the document writes as an object of numbers; 0 if it is written otherwise.
Duration literal_duration(const Value* written) {
  if (written == nullptr || !written->is_object()) return Duration{0};
  const std::pair<const char*, std::int64_t> units[] = {
      {"days", 86'400'000}, {"hours", 3'600'000}, {"minutes", 60'000}, {"seconds", 1'000}, {"milliseconds", 1}};
  Duration total{0};
  for (const auto& [unit, ms] : units) {
    if (const Value* count = written->find(unit)) total += Duration{count->as_integer().value_or(0) * ms};
  }
  return total;
}

const Value* member(const Value* object, std::initializer_list<std::string_view> path) {
  for (const std::string_view name : path) {
    if (object == nullptr || !object->is_object()) return nullptr;
    object = object->find(name);
  }
  return object;
}

class TimerChecker {
 public:
  TimerChecker(std::string id, const simulation::InstanceEvidence& found, Violations& violations)
      : id_(std::move(id)), program_(*found.program), history_(found.history), violations_(violations) {}

  void check(const std::vector<simulation::Entry>& log) {
    for (const core::HistoryRecord& record : history_) {
      for (const core::Change& change : record.changes) take(change, record);
    }
    for (const simulation::Entry& entry : log) {
      const auto* begun = std::get_if<simulation::Begun>(&entry.what);
      if (begun != nullptr && begun->instance.value == id_) check_call(*begun);
    }
  }

 private:
  void violated(TaskId task, const std::string& what) {
    violations_.push_back("timers: " + id_ + " " + program_.task(task).reference + " " + what);
  }

  void take(const core::Change& change, const core::HistoryRecord& record) {
    const Timestamp at = record.event.at;
    const core::Task& task = program_.task(change.task);
    switch (change.kind) {
      case ChangeKind::WorkflowRetried:
        not_before_.clear();  // begins anew
        break;
      case ChangeKind::TaskStarted:
        check_attempt(change.task, at);
        check_next_attempt(change, at);
        not_before_.erase(change.task);
        if (change.attempt > 1) break;
        [[fallthrough]];
      case ChangeKind::WorkflowStarted:
        started_[change.task] = at;
        break;
      case ChangeKind::TaskRetried:
        if (change.problem && is_final(*change.problem)) violated(change.task, "is tried again after a final error");
        not_before_[change.task] = at + retry_delay(task);
        call_retries_[{change.task, change.attempt}].emplace_back(record.revision, at + retry_delay(task));
        break;
      case ChangeKind::TaskCompleted:
        if (std::holds_alternative<core::WaitTask>(task.kind)) {
          const Duration wanted = literal_duration(task.definition.find("wait"));
          if (at - started_[change.task] < wanted) violated(change.task, "waited too short a time");
        }
        break;
      case ChangeKind::TaskFaulted:
      case ChangeKind::WorkflowFaulted:
        check_timeout(change, at);
        break;
      default:
        break;
    }
  }

  static bool is_final(const Problem& problem) {
    const Value* const final = problem.extensions.find("final");
    return final != nullptr && *final == Value::boolean(true);
  }

  Duration retry_delay(const core::Task& task) const {
    const Value* policy = member(&task.definition, {"catch", "retry"});
    if (policy == nullptr) policy = member(&program_.document, {"document", "metadata", "retry"});
    return literal_duration(member(policy, {"delay"}));
  }

  // A call or a block is begun again: is that attempt due?
  void check_next_attempt(const core::Change& change, Timestamp at) {
    if (change.attempt == 1) return;
    const auto due = not_before_.find(change.task);
    if (due != not_before_.end() && at < due->second) violated(change.task, "was begun again too early");
  }

  // Something inside a block starts: is its attempt due?
  void check_attempt(TaskId task, Timestamp at) {
    if (is_part_of_compensation(program_, task)) return;
    for (auto each = program_.task(task).parent; each; each = program_.task(*each).parent) {
      const auto due = not_before_.find(*each);
      if (due == not_before_.end()) continue;
      if (at < due->second) violated(*each, "was repeated before its delay was over");
      not_before_.erase(due);
    }
  }

  // A further attempt of a call goes out: is it due?
  void check_call(const simulation::Begun& begun) {
    const auto known = call_retries_.find({begun.call.task, begun.call.attempt});
    if (known == call_retries_.end() || begun.stored.value == 0 || begun.stored.value > history_.size()) return;
    std::optional<Timestamp> due;
    for (const auto& [revision, when] : known->second) {
      if (revision <= begun.stored) due = when;
    }
    if (due && history_[begun.stored.value - 1].event.at < *due) {
      violated(begun.call.task, "was called again before its delay was over");
    }
  }

  void check_timeout(const core::Change& change, Timestamp at) {
    const core::Task& task = program_.task(change.task);
    if (!change.problem || !same_problem_type(change.problem->type, problem_type(ProblemKind::Timeout))) return;
    // Its own timeout, not that of one of its attempts or of a child.
    if (change.problem->instance != task.reference || !change.problem->detail.contains("'" + task.name + "'")) return;
    const Value& definition = change.task == core::kRootTask ? program_.document : task.definition;
    const Duration after = literal_duration(member(&definition, {"timeout", "after"}));
    if (at - started_[change.task] < after) violated(change.task, "timed out too early");
  }

  std::string id_;
  const core::Program& program_;
  const std::vector<core::HistoryRecord>& history_;
  Violations& violations_;
  std::map<TaskId, Timestamp> started_;
  std::map<TaskId, Timestamp> not_before_;
  std::map<std::pair<TaskId, std::uint32_t>, std::vector<std::pair<Revision, Timestamp>>> call_retries_;
};

}  // namespace

void check_timers(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) {
    if (!found.program->hosted) TimerChecker(id, found, violations).check(run.evidence.log);
  }
}

}  // namespace baton::tests
