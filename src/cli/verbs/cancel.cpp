#include "cli/user.hpp"
#include "cli/verbs/bulk.hpp"
#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {
namespace {

// Of one that has been cancelled, those that are to be cancelled with it may not know yet.
Result<void> cancel(Engine& engine, const InstanceSummary& before, bool compensate) {
  if (before.status == Status::Cancelled) {
    const auto left = engine.unfinished(before.id);
    if (!left) return std::unexpected(left.error());
    if (!left->empty()) return engine.recover(before.id);
  }
  return engine.cancel(before.id, {.compensate = compensate}, this_user());
}

// A server continues what was interrupted by itself.
Result<void> cancel(client::Client& server, const InstanceSummary& before, bool compensate) {
  return server.cancel(before.id, {.compensate = compensate});
}

}  // namespace

// What is in flight is awaited, and what is to be undone is undone, also of its children, before this returns.
Result<ExitCode> perform(const CancelArguments& arguments) {
  if (arguments.selection.is_made()) {
    return perform_for_many({.common = arguments.common,
                             .selection = arguments.selection,
                             .action = BulkAction::Cancel,
                             .secrets = arguments.secrets,
                             .compensate = arguments.compensate});
  }
  const auto code = change_and_run(
      {arguments.common, arguments.id, arguments.secrets},
      [&](auto& engine, const InstanceSummary& before) { return cancel(engine, before, arguments.compensate); });
  return code == ExitCode::Cancelled ? ExitCode::Success : code;
}

}  // namespace baton::cli
