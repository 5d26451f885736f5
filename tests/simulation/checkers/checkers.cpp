#include "simulation/checkers/checkers.hpp"

#include <algorithm>

namespace baton::tests {

Violations check(const Run& run) {
  Violations violations = run.evidence.contradictions;
  if (!violations.empty()) return violations;
  check_ends(run, violations);
  if (!violations.empty()) return violations;
  check_history(run, violations);
  check_keys(run, violations);
  check_withdrawals(run, violations);
  check_answers(run, violations);
  check_silence(run, violations);
  check_timers(run, violations);
  check_compensation(run, violations);
  check_outputs(run, violations);
  check_schemas(run, violations);
  check_families(run, violations);
  check_machines(run, violations);
  check_foremen(run, violations);
  check_events(run, violations);
  check_listeners(run, violations);
  return violations;
}

bool leaves_unknown(const core::Answer& answer) {
  if (std::holds_alternative<core::OutcomeUnknown>(answer.outcome)) return true;
  return answer.overtakes && std::holds_alternative<core::Failed>(answer.outcome);
}

bool is_inside(const core::Program& program, core::TaskId task, core::TaskId composite) {
  if (program.hosted) return task == composite;
  for (std::optional<core::TaskId> each = task; each; each = program.task(*each).parent) {
    if (*each == composite) return true;
  }
  return false;
}

bool is_ignored(const core::HistoryRecord& record) {
  return record.changes.size() == 1 && record.changes.front().kind == core::ChangeKind::EventIgnored;
}

bool suspends(const core::HistoryRecord& record) {
  return std::ranges::find(record.changes, core::ChangeKind::WorkflowSuspended, &core::Change::kind) !=
         record.changes.end();
}

bool ends_suspension(const core::EventBody& event) {
  return std::holds_alternative<core::Resume>(event) || std::holds_alternative<core::Cancel>(event);
}

bool is_part_of_compensation(const core::Program& program, core::TaskId task) {
  if (program.hosted) return false;
  for (std::optional<core::TaskId> each = task; each; each = program.task(*each).parent) {
    const std::optional<core::TaskId> parent = program.task(*each).parent;
    if (parent && program.task(*parent).compensate == each) return true;
  }
  return false;
}

}  // namespace baton::tests
