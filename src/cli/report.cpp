#include "cli/report.hpp"

#include "cli/console.hpp"
#include "cli/store.hpp"
#include "cli/text.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

namespace baton::cli {
namespace {

std::string failed_compensations(const Problem& problem) {
  const Value* failed = problem.extensions.find("failedCompensations");
  if (failed == nullptr || !failed->is_array()) return {};
  std::string text;
  for (const Value& each : failed->items()) {
    const auto inner = problem_from_value(each);
    text += "\n  could not be undone: " + (inner ? summary_of(*inner) : one_line(to_json(each)));
  }
  return text;
}

bool is_suspended(const InstanceSummary& instance) {
  return instance.status == Status::Suspended;
}

// The other members of the family that have not ended. The suspended ones come first, because the user must resume them.
std::vector<InstanceSummary> children_left(const RunResult& run_result) {
  std::vector<InstanceSummary> children = run_result.left;
  std::erase_if(children, [&](const InstanceSummary& each) { return each.id == run_result.instance.summary.id; });
  std::ranges::stable_partition(children, is_suspended);
  return children;
}

std::string line_of(const InstanceSummary& child, const Common& common) {
  std::string text = "\n  child " + child.id.value + " (" + child.definition.space + '/' + child.definition.name + ") ";
  if (has_ended(child.status)) return text + "still has to notify its family";
  text += "is " + std::string(status_name(child.status));
  if (!is_suspended(child) || !keeps(common.store)) return text;
  return text + "; continue it first with: " + command_line("resume " + child.id.value, common);
}

// What is left, each a line, as far as people read them, and how to continue.
std::string rest_of(const RunResult& run_result, const Report& how) {
  constexpr std::size_t kMostLines = 20;
  const std::vector<InstanceSummary> children = children_left(run_result);
  std::string text;
  for (const InstanceSummary& each : children | std::views::take(kMostLines)) text += line_of(each, how.common);
  if (children.size() > kMostLines) text += "\n  and " + std::to_string(children.size() - kMostLines) + " more";
  if (!how.common.server.empty()) return text + "\nthe server " + how.common.server + " continues it";
  const std::string& store = how.common.store;
  if (!keeps(store)) return text + "\nit is not saved: its store is in this process's memory";
  const bool child_first = std::ranges::any_of(children, is_suspended);
  return text + "\nit is kept in " + store + (child_first ? "; then continue with: " : "; continue with: ") +
         how.continue_with;
}

void say_not_ended(const RunResult& run_result, const Report& how) {
  const InstanceView& instance = run_result.instance;
  std::string text =
      "instance " + instance.summary.id.value + " is " + std::string(status_name(instance.summary.status));
  for (const TaskInProgress& task : instance.tasks) text += "\n  " + one_line(task.reference + ": " + task.doing);
  say(text + rest_of(run_result, how));
}

void say_left(const RunResult& run_result, const Report& how) {
  say("instance " + run_result.instance.summary.id.value + " has ended, but not all of its family" +
      rest_of(run_result, how));
}

}  // namespace

std::string summary_of(const Problem& problem) {
  std::string text =
      (problem.title.empty() ? problem.type : problem.title) + " (" + std::to_string(problem.status) + ")";
  if (!problem.instance.empty()) text += " at " + problem.instance;
  if (!problem.detail.empty()) text += ": " + problem.detail;
  return one_line(text);
}

std::string describe(Status status, const Problem& problem) {
  std::string text = std::string(status_name(status)) + ": " + summary_of(problem);
  if (!problem.title.empty()) text += "\n  " + one_line(problem.type);
  return text + failed_compensations(problem);
}

Result<ExitCode> report(const RunResult& run_result, const Report& how) {
  const InstanceView& instance = run_result.instance;
  const Status status = instance.summary.status;
  const bool says_why = status == Status::Faulted || status == Status::Suspended;
  if (says_why && instance.error) say(describe(status, *instance.error));
  if (status == Status::Cancelled) {
    say("cancelled: instance " + instance.summary.id.value +
        (instance.error ? failed_compensations(*instance.error) : std::string()));
  }
  const bool is_left = has_ended(status) && !run_result.left.empty();
  if (!has_ended(status)) say_not_ended(run_result, how);
  if (is_left) say_left(run_result, how);

  Result<void> printed;
  if (how.common.json) {
    printed = print_json(envelope(instance));
  } else if (status == Status::Completed) {
    printed = print_json(instance.output);
  }
  if (!printed) return std::unexpected(printed.error());
  return is_left ? ExitCode::NotEnded : exit_code(status);
}

void say_error(const Error& error) {
  // The other kinds' messages contain their details.
  if (error.kind == Error::Kind::InvalidDefinition || error.kind == Error::Kind::NotSupported) {
    for (const std::string& line : error.details) say(one_line(line));
  }
  say("baton: " + one_line(error.message));
}

std::string command_line(const std::string& command, const Common& common) {
  if (!common.server.empty()) return "baton " + command + " --server " + shell_word(common.server);
  return "baton " + command + (common.store == Common{}.store ? "" : " --store " + shell_word(common.store));
}

}  // namespace baton::cli
