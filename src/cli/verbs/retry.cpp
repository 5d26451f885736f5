#include "cli/user.hpp"
#include "cli/verbs/bulk.hpp"
#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {

Result<ExitCode> perform(const RetryArguments& arguments) {
  if (arguments.selection.is_made()) {
    return perform_for_many({.common = arguments.common,
                             .selection = arguments.selection,
                             .action = BulkAction::Retry,
                             .secrets = arguments.secrets});
  }
  return change_and_run(
      {arguments.common, arguments.id, arguments.secrets},
      [](auto& engine, const InstanceSummary& before) { return engine.retry(before.id, this_user()); });
}

}  // namespace baton::cli
