// Foremen: each job ended once, in order; a child that has done a job is the foreman's own, and one whose id was taken is not.
// What a foreman does is written in ../foreman.hpp.
#include "simulation/checkers/checkers.hpp"

#include "simulation/foreman.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace baton::tests {
namespace {

class ForemanChecker {
 public:
  ForemanChecker(std::string id, const Run& run, Violations& violations)
      : id_(std::move(id)), run_(run), found_(run.evidence.instances.at(id_)), violations_(violations) {}

  void check() {
    for (const core::HistoryRecord& record : found_.history) {
      for (const core::Change& change : record.changes) take(change);
    }
    if (found_.stored.status == Status::Completed && found_.stored.output.size() != ended_) {
      violated("completed with another number of jobs than have ended");
    }
    for (const auto& [child, found] : run_.evidence.instances) {
      const bool is_right = found_.stored.status == Status::Cancelled || !is_own(child) || was_asked_to_cancel(child);
      if (!is_right && is_cancelled(found)) violated("did not cancel '" + child + "', which was cancelled");
    }
    if (unnamed_ > children_without_names()) violated("has no child that has done an unnamed job");
    if (run_.is_faithful && found_.stored.status != Status::Completed) violated("did not complete");
  }

 private:
  void violated(const std::string& what) { violations_.push_back("foremen: " + id_ + ' ' + what); }

  void take(const core::Change& change) {
    if (change.kind != core::ChangeKind::EventHandled) return;
    const Value* outcome = change.output.find("ended");
    if (outcome == nullptr) return;
    const Job job = job_of(*outcome);
    if (job.number != ended_++) violated("has not done job " + std::to_string(job.number) + " in its turn");
    const std::string_view how = outcome->find("how")->as_string();
    if (how == "succeeded" && job.id.empty()) ++unnamed_;
    if (job.id.empty() || how == "failed") return;
    if ((how == "succeeded") != is_own(job.id)) {
      violated("takes '" + job.id + "' for " + (how == "succeeded" ? "its own" : "another's"));
    }
  }

  [[nodiscard]] bool is_own(const std::string& child) const {
    const auto known = run_.evidence.instances.find(child);
    if (known == run_.evidence.instances.end()) return false;
    const auto& parent = known->second.stored.parent;
    return parent && parent->instance.value == id_;
  }

  static bool is_cancelled(const simulation::InstanceEvidence& child) {
    return std::ranges::any_of(child.history, [](const core::HistoryRecord& record) {
      return std::holds_alternative<core::Cancel>(record.event.body);
    });
  }
  // By a client.
  [[nodiscard]] bool was_asked_to_cancel(const std::string& child) const {
    return std::ranges::any_of(run_.evidence.log, [&](const simulation::Entry& entry) {
      const auto* asked = std::get_if<simulation::Commanded>(&entry.what);
      return asked != nullptr && asked->instance.value == child && std::holds_alternative<core::Cancel>(asked->command);
    });
  }

  [[nodiscard]] std::uint64_t children_without_names() const {
    return static_cast<std::uint64_t>(std::ranges::count_if(run_.evidence.instances, [&](const auto& each) {
      return is_own(each.first) && each.second.stored.parent && !each.first.contains("job-");
    }));
  }

  std::string id_;
  const Run& run_;
  const simulation::InstanceEvidence& found_;
  Violations& violations_;
  std::uint64_t ended_ = 0;
  std::uint64_t unnamed_ = 0;  // jobs that have succeeded under an id that the engine chose
};

}  // namespace

void check_foremen(const Run& run, Violations& violations) {
  for (const std::string& id : run.foremen) ForemanChecker(id, run, violations).check();
}

}  // namespace baton::tests
