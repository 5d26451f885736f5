#include "cli/report.hpp"

#include "cli/console.hpp"
#include "cli/store.hpp"
#include "cli/text.hpp"
#include "cli/views.hpp"

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

void say_not_ended(const InstanceView& instance, const Report& how) {
  std::string text =
      "instance " + instance.summary.id.value + " is " + std::string(status_name(instance.summary.status));
  for (const TaskInProgress& task : instance.tasks) text += "\n  " + one_line(task.reference + ": " + task.doing);
  const std::string& store = how.common.store;
  say(text + (keeps(store) ? "\nit is kept in " + store + "; go on with: " + how.go_on
                           : "\nnothing of it is kept, for its store is this process's memory"));
}

}  // namespace

std::string summary_of(const Problem& problem) {
  std::string text =
      (problem.title.empty() ? problem.type : problem.title) + " (" + std::to_string(problem.status) + ")";
  if (!problem.instance.empty()) text += " at " + problem.instance;
  if (!problem.detail.empty()) text += ": " + problem.detail;
  return one_line(text);
}

std::string describe(const Problem& problem) {
  std::string text = "faulted: " + summary_of(problem);
  if (!problem.title.empty()) text += "\n  " + one_line(problem.type);
  return text + failed_compensations(problem);
}

Result<ExitCode> report(const InstanceView& instance, const Report& how) {
  const Status status = instance.summary.status;
  if (status == Status::Faulted && instance.error) say(describe(*instance.error));
  if (status == Status::Cancelled) {
    say("cancelled: instance " + instance.summary.id.value +
        (instance.error ? failed_compensations(*instance.error) : std::string()));
  }
  if (!has_ended(status)) say_not_ended(instance, how);

  Result<void> printed;
  if (how.common.json) {
    printed = print_json(envelope(instance));
  } else if (status == Status::Completed) {
    printed = print_json(instance.output);
  }
  if (!printed) return std::unexpected(printed.error());
  return exit_code(status);
}

void say_error(const Error& error) {
  // The other kinds' messages tell their details themselves.
  if (error.kind == Error::Kind::InvalidDefinition) {
    for (const std::string& line : error.details) say(one_line(line));
  }
  say("baton: " + one_line(error.message));
}

std::string command_line(const std::string& command, const Common& common) {
  return "baton " + command + (common.store == Common{}.store ? "" : " --store " + shell_word(common.store));
}

}  // namespace baton::cli
