// Calls that are withdrawn. What was withdrawn before it reached its operator is never performed, and no attempt that was
// withdrawn is made again. (That nothing is withdrawn that an instance still waits for the world sees itself.)
#include "simulation/checkers/checkers.hpp"

#include <set>
#include <tuple>
#include <utility>

namespace baton::tests {
namespace {

class WithdrawalChecker {
 public:
  explicit WithdrawalChecker(Violations& violations) : violations_(violations) {}

  void look_at(const simulation::Happening& what) {
    if (const auto* each = std::get_if<simulation::Withdrawn>(&what)) {
      withdrawn_.emplace(each->key.value, each->attempt);
      if (each->is_dropped) dropped_.emplace(each->key.value, each->attempt, each->process);
    }
    if (const auto* begun = std::get_if<simulation::Begun>(&what)) {
      if (withdrawn_.contains({begun->key.value, begun->attempt}))
        violated(begun->key, "withdrawn and then made again");
    }
    // The same attempt may have been made by an earlier process.
    if (const auto* done = std::get_if<simulation::Performed>(&what)) {
      if (dropped_.contains({done->key.value, done->attempt, done->process})) {
        violated(done->key, "dropped and then performed");
      }
    }
  }

 private:
  void violated(const IntentKey& key, const std::string& what) {
    violations_.push_back("withdrawals: the call " + key.value + " was " + what);
  }

  Violations& violations_;
  std::set<std::pair<std::string, std::uint32_t>> withdrawn_;  // key and attempt
  std::set<std::tuple<std::string, std::uint32_t, std::uint64_t>> dropped_;
};

}  // namespace

void check_withdrawals(const Run& run, Violations& violations) {
  WithdrawalChecker checker(violations);
  for (const simulation::Entry& entry : run.evidence.log) checker.look_at(entry.what);
}

}  // namespace baton::tests
