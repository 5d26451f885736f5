#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/report.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

namespace baton::cli {
namespace {

constexpr std::size_t kDetailWidth = 80;

std::string detail_of(const HistoryEntry& entry) {
  if (entry.error) return summary_of(*entry.error);
  return entry.output.is_null() ? std::string() : to_json(entry.output);
}

std::string text_of(const std::vector<HistoryEntry>& entries) {
  std::vector<std::vector<std::string>> rows{{"TIME", "REVISION", "CHANGE", "TASK", "ATTEMPT", "CALLER", "DETAIL"}};
  for (const HistoryEntry& entry : entries) {
    rows.push_back({to_iso8601(entry.at), std::to_string(entry.revision.value), entry.kind, entry.task,
                    std::to_string(entry.attempt), entry.caller, shortened(one_line(detail_of(entry)), kDetailWidth)});
  }
  return table(rows);
}

}  // namespace

Result<ExitCode> perform(const HistoryArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    const auto entries = engine.history(InstanceId{arguments.id});
    if (!entries) return std::unexpected(entries.error());
    const auto printed = arguments.common.json ? print_json(json_of(*entries)) : print(text_of(*entries));
    if (!printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
