#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <utility>

namespace baton::cli {
namespace {

std::string head(const InstanceSummary& instance) {
  std::vector<std::vector<std::string>> rows{{"instance", instance.id.value},
                                             {"workflow", full_name(instance.definition)},
                                             {"digest", instance.digest.hex},
                                             {"status", std::string(status_name(instance.status))},
                                             {"revision", std::to_string(instance.revision.value)},
                                             {"started", to_iso8601(instance.started_at)}};
  if (instance.ended_at) {
    rows.push_back(
        {"ended", to_iso8601(*instance.ended_at) + " after " + elapsed(*instance.ended_at - instance.started_at)});
  }
  if (instance.parent) rows.push_back({"parent", instance.parent->value});
  return table(rows);
}

std::string tasks(const std::vector<TaskInProgress>& tasks) {
  if (tasks.empty()) return {};
  std::vector<std::vector<std::string>> rows;
  rows.reserve(tasks.size());
  for (const TaskInProgress& task : tasks) {
    rows.push_back({task.reference, task.doing, "since " + to_iso8601(task.started_at)});
  }
  return "\nin progress:\n" + table(rows);
}

std::string data(const std::string& title, const Value& value) {
  return value.is_null() ? std::string() : "\n" + title + ":\n" + to_pretty_json(value) + "\n";
}

std::string text_of(const InstanceView& instance) {
  std::string text = head(instance.summary) + tasks(instance.tasks);
  if (instance.error) text += "\n" + describe(instance.summary.status, *instance.error) + "\n";
  return text + data("input", instance.input) + data("context", instance.context) + data("output", instance.output);
}

}  // namespace

Result<ExitCode> perform(const ShowArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    const InstanceId id{arguments.id};
    const auto view = arguments.revision == 0 ? engine.find(id) : engine.find(id, Revision{arguments.revision});
    if (!view) return std::unexpected(view.error());
    const auto printed = arguments.common.json ? print_json(json_of(*view)) : print(text_of(*view));
    if (!printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
