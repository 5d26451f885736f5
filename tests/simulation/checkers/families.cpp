// Families. An awaited child either tells its parent how it ended, or is told that it is cancelled; no other gets a parent's
// cancel. A task that starts a child completes only where that child is there. Each child knows how deep it stands.
#include "simulation/checkers/checkers.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace baton::tests {
namespace {

using simulation::InstanceEvidence;

bool takes_outcome_of(const InstanceEvidence& parent, const IntentKey& start) {
  return std::ranges::any_of(parent.history, [&](const core::HistoryRecord& record) {
    const auto* answer = std::get_if<core::Answer>(&record.event.body);
    return answer != nullptr && answer->key == start && !is_ignored(record);
  });
}

bool is_told_to_end(const InstanceEvidence& child) {
  return std::ranges::any_of(child.history, [](const core::HistoryRecord& record) {
    return std::holds_alternative<core::Cancel>(record.event.body);
  });
}

void check_child(const std::string& id, const InstanceEvidence& child, const InstanceEvidence& parent,
                 Violations& violations) {
  const core::Parent& knows = *child.stored.parent;
  const std::uint32_t above = parent.stored.parent ? parent.stored.parent->above + 1 : 1;
  if (knows.above != above) violations.push_back("families: " + id + " does not know how many are above it");
  if (!knows.awaits) return;
  if (!takes_outcome_of(parent, knows.start) && !is_told_to_end(child)) {
    violations.push_back("families: " + id + " was neither awaited to its end nor cancelled with its parent");
  }
}

using Starts = std::map<std::string, std::size_t>;  // by the parent's id

// How often tasks that start a child nobody awaits have completed.
Starts completed_starts(const simulation::Evidence& evidence) {
  Starts starts;
  for (const auto& [id, found] : evidence.instances) {
    for (const core::HistoryRecord& record : found.history) {
      for (const core::Change& change : record.changes) {
        if (change.kind != core::ChangeKind::TaskCompleted) continue;
        const auto* run = std::get_if<core::RunWorkflowTask>(&found.program->task(change.task).kind);
        if (run != nullptr && !run->await) ++starts[id];
      }
    }
  }
  return starts;
}

}  // namespace

void check_families(const Run& run, Violations& violations) {
  Starts there;
  for (const auto& [id, found] : run.evidence.instances) {
    const auto& parent = found.stored.parent;
    if (!parent) continue;
    if (!parent->awaits) ++there[parent->instance.value];
    const auto known = run.evidence.instances.find(parent->instance.value);
    if (known == run.evidence.instances.end()) {
      violations.push_back("families: the parent of " + id + " is not there");
    } else {
      check_child(id, found, known->second, violations);
    }
  }
  for (const auto& [id, completed] : completed_starts(run.evidence)) {
    if (there[id] < completed) violations.push_back("families: a child that " + id + " has started is not there");
  }
}

}  // namespace baton::tests
