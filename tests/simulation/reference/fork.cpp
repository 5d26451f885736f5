// fork (DSL: "Fork"): its branches one after the other, with an eye on what would depend on their order.
#include "simulation/reference/interpreter.hpp"

#include <algorithm>
#include <utility>

namespace baton::tests::reference {
namespace {

struct Branch {
  Ending ending;
  bool exports = false;
  bool reads_context = false;
};

bool faulted(const Branch& branch) {
  return std::holds_alternative<Faulted>(branch.ending);
}
bool ended(const Branch& branch) {
  return std::holds_alternative<Ended>(branch.ending);
}

// Does any other branch than this one fulfil the condition?
template <class Condition>
bool another(const std::vector<Branch>& branches, const Branch& than, Condition condition) {
  return std::ranges::any_of(branches, [&](const Branch& branch) { return &branch != &than && condition(branch); });
}

// Why the outcome depends on the order of the branches; empty if it does not.
std::string what_races(const std::vector<Branch>& branches) {
  const auto touches = [](const Branch& branch) { return branch.exports || branch.reads_context; };
  for (const Branch& branch : branches) {
    if (branch.exports && another(branches, branch, touches)) return "branches share the context";
    if (ended(branch)) return "a branch ends the workflow";
    if (!faulted(branch)) continue;
    if (another(branches, branch, faulted)) return "several branches fault";
    if (another(branches, branch, [](const Branch& other) { return other.exports; })) {
      return "a branch faults while another exports";
    }
  }
  return {};
}

}  // namespace

Ending Interpreter::fork(const Running& task) {
  const Value fork = member(task.site.definition, "fork");
  const Value list = member(fork, "branches");
  std::vector<Branch> branches;
  for (std::size_t place = 0; place < list.size(); ++place) {
    const Member& next = list.items()[place].members()[0];
    Site site = task.site;
    site.name = next.name();
    site.reference = reference_to(task.site.reference + "/fork/branches", place, next.name());
    site.definition = next.value;
    site.is_reported = true;
    const std::uint64_t exports_before = exports_;
    const std::uint64_t reads_before = context_reads_;
    const std::uint64_t event_uses_before = event_uses_;
    Ending ending = this->task(site, task.input);
    branches.push_back({.ending = std::move(ending),
                        .exports = exports_ > exports_before,
                        .reads_context = context_reads_ > reads_before});
    if (event_uses_ > event_uses_before && list.size() > 1) not_comparable("a branch emits or listens");
  }
  if (member(fork, "compete") == Value::boolean(true)) not_comparable("branches compete");
  if (std::string why = what_races(branches); !why.empty() && branches.size() > 1) not_comparable(std::move(why));

  std::vector<Value> outputs;
  for (Branch& branch : branches) {
    auto* done = std::get_if<Completed>(&branch.ending);
    if (done == nullptr) {
      if (branches.size() > 1) counts_not_comparable("a branch faults, and the others have come so far or further");
      return std::move(branch.ending);
    }
    outputs.push_back(std::move(done->output));
  }
  const Value then = member(task.site.definition, "then");
  return Completed{.output = Value::array(std::move(outputs)),
                   .then = then.is_null() ? "continue" : std::string(then.as_string())};
}

}  // namespace baton::tests::reference
