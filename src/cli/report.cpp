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

// Those of the family that are left: each a line, as far as people read them.
std::string lines_of(const Driven& driven) {
  constexpr std::size_t kMostLines = 20;
  std::string text;
  std::size_t children = 0;
  for (const InstanceSummary& each : driven.left) {
    if (each.id == driven.instance.summary.id || ++children > kMostLines) continue;
    text += "\n  child " + each.id.value + " (" + each.definition.space + '/' + each.definition.name + ") " +
            (has_ended(each.status) ? "has still something to tell its family"
                                    : "is " + std::string(status_name(each.status)));
  }
  if (children > kMostLines) text += "\n  and " + std::to_string(children - kMostLines) + " more";
  return text;
}

std::string where_it_is_kept(const Report& how) {
  const std::string& store = how.common.store;
  return keeps(store) ? "\nit is kept in " + store + "; go on with: " + how.go_on
                      : "\nnothing of it is kept, for its store is this process's memory";
}

void say_not_ended(const Driven& driven, const Report& how) {
  const InstanceView& instance = driven.instance;
  std::string text =
      "instance " + instance.summary.id.value + " is " + std::string(status_name(instance.summary.status));
  for (const TaskInProgress& task : instance.tasks) text += "\n  " + one_line(task.reference + ": " + task.doing);
  say(text + lines_of(driven) + where_it_is_kept(how));
}

void say_left(const Driven& driven, const Report& how) {
  say("instance " + driven.instance.summary.id.value + " has ended, but not all that comes from it" + lines_of(driven) +
      where_it_is_kept(how));
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

Result<ExitCode> report(const Driven& driven, const Report& how) {
  const InstanceView& instance = driven.instance;
  const Status status = instance.summary.status;
  if (status == Status::Faulted && instance.error) say(describe(*instance.error));
  if (status == Status::Cancelled) {
    say("cancelled: instance " + instance.summary.id.value +
        (instance.error ? failed_compensations(*instance.error) : std::string()));
  }
  const bool is_left = has_ended(status) && !driven.left.empty();
  if (!has_ended(status)) say_not_ended(driven, how);
  if (is_left) say_left(driven, how);

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
