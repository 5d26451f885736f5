#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::cli {
namespace {

// The number to continue before; 0: there are no more.
Result<std::uint64_t> next_of(auto& engine, const std::vector<AuditEntry>& entries, std::size_t limit) {
  if (entries.size() < limit) return 0;
  const auto more = engine.audit(entries.back().number, 1);
  if (!more) return std::unexpected(more.error());
  return more->empty() ? 0 : entries.back().number;
}

Result<void> print_entries(const std::vector<AuditEntry>& entries, std::uint64_t next, const Common& common) {
  if (common.json) return print_json(json_of(entries, next));
  if (entries.empty()) {
    say("no entries");
    return {};
  }
  std::vector<std::vector<std::string>> rows{{"NUMBER", "TIME", "CALLER", "ACTION", "SUBJECT"}};
  for (const AuditEntry& entry : entries) {
    rows.push_back({std::to_string(entry.number), to_iso8601(entry.at), entry.caller, entry.action, entry.subject});
  }
  if (auto printed = print(table(rows)); !printed) return printed;
  if (next > 0) say("there are more: --before " + std::to_string(next));
  return {};
}

}  // namespace

Result<ExitCode> perform(const AuditArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    const auto entries = engine.audit(arguments.before, arguments.limit);
    if (!entries) return std::unexpected(entries.error());
    const auto next = next_of(engine, *entries, arguments.limit);
    if (!next) return std::unexpected(next.error());
    if (auto printed = print_entries(*entries, *next, arguments.common); !printed)
      return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
