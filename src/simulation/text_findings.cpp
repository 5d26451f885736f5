// What the text of a workflow shows.
#include "simulation/findings.hpp"
#include "simulation/flow.hpp"
#include "simulation/structure.hpp"

#include "core/policy.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

namespace baton::simulation {
namespace {

using core::Program;
using core::Task;
using core::TaskId;

constexpr std::size_t kMostTasksNamed = 8;

class TextReader {
 public:
  explicit TextReader(const Program& program) : program_(program), reachable_(reachable_tasks(program)) {}

  std::vector<Finding> read() {
    for (std::size_t i = 0; i < program_.tasks.size(); ++i) {
      const auto id = static_cast<TaskId>(i);
      if (!reachable_[i]) {
        note_unreachable(id);
        continue;
      }
      note_retry_of_not_idempotent(id);
      note_long_wait(id);
      if (waits_for_ever(id)) waiting_.insert(program_.task(id).reference);
    }
    if (!waiting_.empty()) note_waiting();
    return std::move(findings_);
  }

 private:
  void found(Rule rule, const std::string& reference, std::string message) {
    findings_.push_back(
        {.rule = rule, .definition = program_.digest, .task = reference, .message = std::move(message)});
  }

  // The outermost one: that nothing inside it is reached goes without saying.
  void note_unreachable(TaskId id) {
    const Task& task = program_.task(id);
    if (task.parent && reachable_[static_cast<std::size_t>(*task.parent)]) {
      found(Rule::UnreachableTask, task.reference, "no path leads to this task");
    }
  }

  void note_retry_of_not_idempotent(TaskId id) {
    const auto* call = kind_of<core::CallTask>(program_, id);
    if (call == nullptr || call->idempotent) return;
    std::string who;
    if (call->retry) who = "document.metadata.retry";
    for (const TaskId block : blocks_around(program_, id)) {
      if (kind_of<core::TryTask>(program_, block)->retry) who = "the catch.retry of " + program_.task(block).reference;
    }
    if (who.empty()) return;
    found(Rule::RetryOfNotIdempotent, program_.task(id).reference,
          call->function + " is not idempotent, and " + who + " calls it again after a failure");
  }

  void note_long_wait(TaskId id) {
    const std::string& reference = program_.task(id).reference;
    const auto* wait = kind_of<core::WaitTask>(program_, id);
    if (wait != nullptr && is_long(wait->duration)) found(Rule::VeryLongWait, reference, "waits for more than a year");
    if (const auto* retry = retry_of(program_, id)) note_long_delay(reference, *retry);
  }

  void note_long_delay(const std::string& reference, const core::RetryPolicy& policy) {
    if (is_long(policy.delay)) {
      found(Rule::VeryLongWait, reference, "waits for more than a year before it is repeated");
    } else if (is_long_in_the_end(policy)) {
      found(Rule::VeryLongWait, reference,
            "waits longer each time before it is repeated, and for more than a year in the end");
    }
  }

  static bool is_long_in_the_end(const core::RetryPolicy& policy) {
    const auto* delay = std::get_if<core::CalendarDuration>(&policy.delay);
    const std::uint32_t retries = policy.max_retries.value_or(kRetriesThatCount);
    if (delay == nullptr || retries == 0) return false;
    if (policy.total_duration && !is_long(*policy.total_duration)) return false;
    return is_longer_than_a_year(core::backed_off(*delay, policy.backoff, retries));
  }

  static bool is_long(const core::DurationSource& source) {
    const auto* fixed = std::get_if<core::CalendarDuration>(&source);
    return fixed != nullptr && is_longer_than_a_year(*fixed);
  }

  // Than any year: it begins with a leap year.
  static bool is_longer_than_a_year(const core::CalendarDuration& duration) {
    constexpr Timestamp begin = std::chrono::sys_days(std::chrono::year(1972) / 1 / 1);
    return begin + duration > begin + core::CalendarDuration{.months = 12};
  }

  // Something that waits for an answer from outside. Calls of http have a limit of their own.
  [[nodiscard]] bool waits_for_answer(TaskId id) const {
    const auto* call = kind_of<core::CallTask>(program_, id);
    const auto* child = kind_of<core::RunWorkflowTask>(program_, id);
    return (call != nullptr && call->kind != core::CallKind::Http) || (child != nullptr && child->await);
  }

  [[nodiscard]] bool waits_for_ever(TaskId id) const {
    if (!waits_for_answer(id)) return false;
    const auto compensation = compensation_around(program_, id);
    for (const TaskId each : path_out(program_, id)) {
      if (program_.task(each).timeout) return false;
      if (compensation == each) return true;  // what is around the task that is undone is over
      const auto& parent = program_.task(each).parent;
      const auto* block = parent ? kind_of<core::TryTask>(program_, *parent) : nullptr;
      if (block != nullptr && block->body == each && block->retry && block->retry->attempt_duration) return false;
    }
    return true;
  }

  void note_waiting() {
    std::string names;
    std::size_t named = 0;
    for (const std::string& reference : waiting_) {
      if (named++ == kMostTasksNamed) break;
      names += (names.empty() ? "" : ", ") + reference;
    }
    if (waiting_.size() > kMostTasksNamed) {
      names += " and " + std::to_string(waiting_.size() - kMostTasksNamed) + " more";
    }
    if (program_.task(core::kRootTask).timeout) names += "; the workflow's own timeout does not hold for compensations";
    found(Rule::WaitsForEver, waiting_.size() == 1 ? *waiting_.begin() : "/",
          "without a timeout, the instance waits for ever if no answer comes to " + names);
  }

  const Program& program_;
  std::vector<bool> reachable_;
  std::set<std::string> waiting_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> findings_in(const Program& program) {
  return TextReader(program).read();
}

}  // namespace baton::simulation
