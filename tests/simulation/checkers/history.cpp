// The history has no gap, tells a time that never runs back, and replayed gives what is stored; each instance on the way can
// be stored and loaded.
#include "simulation/checkers/checkers.hpp"

#include "core/replay.hpp"
#include "simulation/moody.hpp"
#include "simulation/transitions.hpp"
#include "support/stored_copy.hpp"

namespace baton::tests {
namespace {

std::string at(const std::string& id, Revision revision) {
  return "revision " + std::to_string(revision.value) + " of " + id;
}

void check_history_of(const std::string& id, const simulation::InstanceEvidence& found, Violations& violations) {
  core::Instance replayed = core::new_instance(InstanceId{id}, *found.program);
  StoredCopy copy;
  for (const core::HistoryRecord& record : found.history) {
    if (record.revision.value != replayed.revision.value + 1) {
      return violations.push_back("history: before " + at(id, record.revision) + " there is a gap");
    }
    if (record.event.at < replayed.updated_at) {
      violations.push_back("history: " + at(id, record.revision) + " is older than the one before");
    }
    have_moods_of(*found.program, record);
    std::optional<core::Decision> decision = core::replay(*found.program, core::Instance(replayed), record);
    if (!decision) return violations.push_back("history: " + at(id, record.revision) + " cannot be replayed");
    if (const auto wrong = copy.save(*found.program, *decision)) {
      return violations.push_back("format: " + at(id, record.revision) + ": " + *wrong);
    }
    note_transition(*found.program, replayed, record);
    replayed = std::move(decision->next);
  }
  if (!(replayed == found.stored)) violations.push_back("history: what is stored of " + id + " is not what it gives");
}

}  // namespace

void check_history(const Run& run, Violations& violations) {
  for (const auto& [id, found] : run.evidence.instances) check_history_of(id, found, violations);
  // What was announced was saved, each once.
  std::map<std::string, std::uint64_t> announced;
  for (const simulation::Entry& entry : run.evidence.log) {
    const auto* moved = std::get_if<simulation::Moved>(&entry.what);
    if (moved == nullptr) continue;
    std::uint64_t& last = announced[moved->instance.value];
    if (moved->record.revision.value <= last) {
      violations.push_back("history: " + at(moved->instance.value, moved->record.revision) + " was announced twice");
    }
    last = moved->record.revision.value;
    if (moved->record.event.at > entry.clock && run.keeps_time) {
      violations.push_back("history: " + at(moved->instance.value, moved->record.revision) + " is from the future");
    }
    const auto found = run.evidence.instances.find(moved->instance.value);
    if (found == run.evidence.instances.end()) continue;
    const auto& history = found->second.history;
    if (last == 0 || last > history.size() || !(history[last - 1] == moved->record)) {
      violations.push_back("history: " + at(moved->instance.value, moved->record.revision) +
                           " was announced and not saved");
    }
  }
}

}  // namespace baton::tests
