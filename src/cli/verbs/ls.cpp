#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/filter.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <chrono>
#include <utility>

namespace baton::cli {
namespace {

Result<InstanceFilter> filter_of(const ListArguments& arguments) {
  auto filter = filter_by(arguments.status, arguments.workflow);
  if (!filter) return filter;
  filter->limit = arguments.limit;
  filter->cursor = arguments.cursor;
  return filter;
}

std::string duration_of(const InstanceSummary& instance, Timestamp now) {
  return elapsed(instance.ended_at.value_or(now) - instance.started_at);
}

Result<void> print_list(const InstanceList& list) {
  if (list.instances.empty() && list.quarantined.empty()) return {};
  const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  std::vector<std::vector<std::string>> rows{{"ID", "WORKFLOW", "VERSION", "STATUS", "STARTED", "DURATION"}};
  for (const InstanceSummary& each : list.instances) {
    rows.push_back({each.id.value, each.definition.space + "/" + each.definition.name, each.definition.version,
                    std::string(status_name(each.status)), to_iso8601(each.started_at), duration_of(each, now)});
  }
  for (const QuarantinedInstance& each : list.quarantined) {
    rows.push_back({each.id.value, "-", "-", "quarantined", "-", "-"});
  }
  return print(table(rows));
}

}  // namespace

Result<ExitCode> perform(const ListArguments& arguments) {
  const auto filter = filter_of(arguments);
  if (!filter) return std::unexpected(filter.error());
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    const auto list = engine.list(*filter);
    if (!list) return std::unexpected(list.error());

    const auto printed = arguments.common.json ? print_json(json_of(*list)) : print_list(*list);
    if (!printed) return std::unexpected(printed.error());
    if (list->instances.empty() && list->quarantined.empty()) say("no instances");
    if (!list->cursor.empty()) say(one_line("there are more: add --cursor " + shell_word(list->cursor)));
    for (const InstanceSummary& each : list->instances) {
      if (!each.reason.empty()) say(one_line("the instance '" + each.id.value + "' is suspended: " + each.reason));
    }
    for (const QuarantinedInstance& each : list->quarantined) {
      say(one_line("baton: the instance '" + each.id.value + "' is quarantined: " + each.reason));
    }
    return list->quarantined.empty() ? ExitCode::Success : ExitCode::StoreFailed;
  });
}

}  // namespace baton::cli
