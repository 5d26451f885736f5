// Events: what a client was told to be in the event log is there, once, at that position; the order is that of the commits; who follows
// the log misses nothing; and of each transition the log tells once, in the order of the instance's revisions.
#include "simulation/checkers/checkers.hpp"

#include "runtime/event_rows.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

class EventChecker {
 public:
  EventChecker(const Run& run, Violations& violations)
      : evidence_(run.evidence), drops_events_(run.retention), violations_(violations) {}

  void check() {
    check_positions();
    check_published();
    check_followed();
    check_transitions();
  }

 private:
  void violated(const std::string& what) { violations_.push_back("events: " + what); }

  void check_positions() {
    for (std::size_t i = 0; i < evidence_.events.size(); ++i) {
      const runtime::EventRow& event = evidence_.events[i];
      if (event.position != i + 1) violated("position " + std::to_string(i + 1) + " is missing");
      if (!positions_.emplace(event.key, event.position).second) violated(event.body + " is in the log twice");
    }
  }

  // An event that is published once another one is known to be in the log comes after it.
  void check_published() {
    std::uint64_t confirmed = 0;  // the greatest position that anybody was told
    std::map<std::string, std::uint64_t> comes_after;
    for (const simulation::Entry& entry : evidence_.log) {
      if (const auto* published = std::get_if<simulation::Published>(&entry.what)) {
        comes_after.emplace(published->key, confirmed);
      } else if (const auto* logged = std::get_if<simulation::Logged>(&entry.what)) {
        confirmed = std::max(confirmed, logged->position);
        const auto found = positions_.find(logged->key);
        if (found == positions_.end()) {
          violated(logged->key + " was acknowledged and is not in the log");
        } else if (found->second != logged->position) {
          violated(logged->key + " was said to be at " + std::to_string(logged->position) + " and is at " +
                   std::to_string(found->second));
        }
      }
    }
    for (const auto& [key, before] : comes_after) {
      const auto found = positions_.find(key);
      if (found == positions_.end()) {
        violated(key + " was published until it was acknowledged, and is not in the log");
      } else if (found->second <= before) {
        violated(key + " comes before what was there when it was published");
      }
    }
    const std::set<std::string> emitted = check_emitted();
    for (const runtime::EventRow& event : evidence_.events) {
      if (event.type == simulation::kTransitionEvent || emitted.contains(event.key)) continue;
      if (!comes_after.contains(event.key)) violated(event.body + " is in the log, and nobody has published it");
    }
  }

  // What history says to be emitted is in the log. Its keys.
  std::set<std::string> check_emitted() {
    std::set<std::string> emitted;
    for (const auto& [id, found] : evidence_.instances) {
      for (const core::HistoryRecord& record : found.history) {
        for (const core::Change& change : record.changes) {
          if (change.kind != core::ChangeKind::EventEmitted) continue;
          const std::string key = runtime::event_row(cloud_event_from(change.output).value()).key;
          if (!emitted.insert(key).second) violated(id + " has emitted " + to_json(change.output) + " twice");
          if (!positions_.contains(key))
            violated(id + " has emitted " + to_json(change.output) + ": it is not in the log");
        }
      }
    }
    return emitted;
  }

  void check_followed() {
    const auto& followed = evidence_.followed;
    if (drops_events_) {
      for (const runtime::EventRow& each : followed) {
        if (each != evidence_.events.at(each.position - 1)) violated("one who follows the log was given " + each.body);
      }
      return;
    }
    if (followed.size() > evidence_.events.size() ||
        !std::equal(followed.begin(), followed.end(), evidence_.events.begin())) {
      violated("one who follows the log was given something else than is in it");
    }
  }

  void check_transitions() {
    std::map<std::string, std::vector<std::string>> told;  // by instance and run: their revisions
    for (const runtime::EventRow& event : evidence_.events) {
      if (event.type != simulation::kTransitionEvent) continue;
      const std::size_t end = event.body.rfind(' ');
      told[event.body.substr(0, end)].push_back(event.body.substr(end + 1));
    }
    for (const auto& [id, found] : evidence_.instances) {
      std::vector<std::string> revisions;
      for (const core::HistoryRecord& record : found.history)
        revisions.push_back(std::to_string(record.revision.value));
      const std::string name = id + ' ' + found.stored.run_id;
      if (told[name] != revisions)
        violated("the log does not tell of each transition of " + name + " once and in order");
      told.erase(name);
    }
    for (const auto& [name, revisions] : told) violated("the log tells of " + name + ", which there is not");
  }

  const simulation::Evidence& evidence_;
  bool drops_events_;
  Violations& violations_;
  std::map<std::string, std::uint64_t> positions_;  // by key
};

}  // namespace

void check_events(const Run& run, Violations& violations) {
  if (run.uses_event_log) EventChecker(run, violations).check();
}

}  // namespace baton::tests
