#include "cli/user.hpp"
#include "cli/verbs/bulk.hpp"
#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {
namespace {

// What was only interrupted needs no command, recovery continues it: the instance, or what comes from one that has ended.
Result<void> resume(Engine& engine, const InstanceSummary& before) {
  if (before.status == Status::Suspended) return engine.resume(before.id, this_user());
  const auto left = engine.unfinished(before.id);
  if (!left) return std::unexpected(left.error());
  return left->empty() ? engine.resume(before.id, this_user()) : engine.recover(before.id);
}

Result<void> resume(client::Client& server, const InstanceSummary& before) {
  return server.resume(before.id);
}

}  // namespace

Result<ExitCode> perform(const ResumeArguments& arguments) {
  if (arguments.selection.is_made()) {
    return perform_for_many({.common = arguments.common,
                             .selection = arguments.selection,
                             .action = BulkAction::Resume,
                             .secrets = arguments.secrets});
  }
  return change_and_run({arguments.common, arguments.id, arguments.secrets},
                        [](auto& engine, const InstanceSummary& before) { return resume(engine, before); });
}

}  // namespace baton::cli
