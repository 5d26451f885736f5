#include "cli/report.hpp"
#include "cli/target.hpp"
#include "cli/user.hpp"
#include "cli/verbs/bulk.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {

Result<ExitCode> perform(const SuspendArguments& arguments) {
  if (arguments.selection.is_made()) {
    return perform_for_many(
        {.common = arguments.common, .selection = arguments.selection, .action = BulkAction::Suspend});
  }
  const InstanceId id{arguments.id};
  const Common& common = arguments.common;
  return with_target({.common = common, .use = StoreUse::Change}, [&](auto& engine) -> Result<ExitCode> {
    const auto suspended = engine.suspend(id, this_user());
    if (!suspended) return std::unexpected(suspended.error());

    auto view = engine.find(id);
    if (!view) return std::unexpected(view.error());
    const auto code = report({.instance = *view, .left = {}}, {common, command_line("resume " + id.value, common)});
    return code == ExitCode::NotEnded ? ExitCode::Success : code;
  });
}

}  // namespace baton::cli
