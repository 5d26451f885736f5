// An instance that has ended never acts again, unless it faulted and is retried; one that is suspended starts nothing.
#include "simulation/checkers/checkers.hpp"

namespace baton::tests {
namespace {

using core::ChangeKind;

bool is_end(ChangeKind kind) {
  return kind == ChangeKind::WorkflowCompleted || kind == ChangeKind::WorkflowFaulted ||
         kind == ChangeKind::WorkflowCancelled;
}

void check_silence_of(const std::string& id, const simulation::InstanceEvidence& found, Violations& violations) {
  std::optional<ChangeKind> ended;
  bool suspended = false;
  for (const core::HistoryRecord& record : found.history) {
    if (ends_suspension(record.event.body)) suspended = false;
    for (const core::Change& change : record.changes) {
      if (change.kind == ChangeKind::EventIgnored) continue;
      if (change.kind == ChangeKind::WorkflowRetried && ended == ChangeKind::WorkflowFaulted) {
        ended.reset();
        continue;
      }
      if (ended) {
        return violations.push_back("silence: " + id + " had ended and then came " +
                                    std::string(core::change_name(change.kind)));
      }
      if (change.kind == ChangeKind::WorkflowSuspended) suspended = true;
      if (suspended && change.kind != ChangeKind::WorkflowSuspended) {
        return violations.push_back("silence: " + id + " was suspended and then came " +
                                    std::string(core::change_name(change.kind)));
      }
      if (is_end(change.kind)) ended = change.kind;
    }
  }
}

}  // namespace

void check_silence(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) check_silence_of(id, found, violations);
}

}  // namespace baton::tests
