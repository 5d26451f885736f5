// Whatever happens to process, store and network: as long as no operator fails, the workflow ends as the specification
// says, with each task completed as often as it says.
#include "simulation/checkers/checkers.hpp"

#include "simulation/reference/reference.hpp"

namespace baton::tests {
namespace {

std::string text_of(const ReferenceOutcome& outcome) {
  if (outcome.output) return "complete with " + to_json(without_effects(*outcome.output));
  return "fault with " + outcome.fault->type + " (" + std::to_string(outcome.fault->status) + ")";
}

std::string text_of(const core::Instance& instance) {
  if (instance.status == Status::Completed) return "complete with " + to_json(without_effects(instance.output));
  if (!instance.error) return "end without an outcome";
  return "fault with " + instance.error->type + " (" + std::to_string(instance.error->status) + ")";
}

bool agrees(const core::Instance& instance, const ReferenceOutcome& outcome) {
  if (outcome.output) {
    return instance.status == Status::Completed && without_effects(instance.output) == without_effects(*outcome.output);
  }
  return instance.status == Status::Faulted && instance.error &&
         same_problem_type(instance.error->type, outcome.fault->type) &&
         instance.error->status == outcome.fault->status;
}

std::map<std::string, int> completions_of(const simulation::InstanceEvidence& found) {
  std::map<std::string, int> counts;
  for (const core::HistoryRecord& record : found.history) {
    for (const core::Change& change : record.changes) {
      if (change.kind == core::ChangeKind::TaskCompleted) ++counts[found.program->task(change.task).reference];
    }
  }
  return counts;
}

// A call that is not idempotent faults where a crash, or a limit on waiting for it, leaves its outcome unknown.
bool every_outcome_was_known(const simulation::Evidence& evidence) {
  for (const auto& [id, found] : evidence.instances) {
    for (const core::HistoryRecord& record : found.history) {
      for (const core::Change& change : record.changes) {
        if (change.problem && change.problem->detail.contains("must not be made twice")) return false;
      }
      const auto* answer = std::get_if<core::Answer>(&record.event.body);
      if (answer != nullptr && leaves_unknown(*answer)) return false;
    }
  }
  return true;
}

Value with_some_effect(std::string_view function, const Value& arguments) {
  return operator_result(function, arguments).with(kEffect, Value::string("a key"));
}

}  // namespace

void check_outputs(const Run& run, Violations& violations) {
  if (!run.is_faithful || !every_outcome_was_known(run.evidence)) return;
  for (const std::string& id : run.started) {
    const simulation::InstanceEvidence& found = run.evidence.instances.at(id);
    const ReferenceOutcome outcome = interpret(run.document, &run.child, found.stored.input, with_some_effect);
    if (!outcome.comparable) continue;
    if (!agrees(found.stored, outcome)) {
      violations.push_back("outputs: " + id + " should " + text_of(outcome) + ", and did " + text_of(found.stored));
    } else if (outcome.counts_comparable && outcome.completed != completions_of(found)) {
      violations.push_back("outputs: " + id + " completed some task more or less often than it should");
    }
  }
}

}  // namespace baton::tests
