// Every instance reaches an end once nothing more fails, and owes nobody anything then.
#include "simulation/checkers/checkers.hpp"

namespace baton::tests {

void check_ends(const Run& run, Violations& violations) {
  if (!run.evidence.at_rest) violations.emplace_back("ends: the run does not come to rest");
  for (const auto* ids : {&run.started, &run.machines, &run.foremen}) {
    for (const std::string& id : *ids) {
      if (!run.evidence.instances.contains(id)) violations.push_back("ends: " + id + " was started and is not there");
    }
  }
  for (const auto& [id, found] : run.evidence.instances) {
    if (!has_ended(found.stored.status)) violations.push_back("ends: " + id + " has not ended");
    if (!found.stored.pending.empty()) violations.push_back("ends: " + id + " still owes somebody something");
  }
}

}  // namespace baton::tests
