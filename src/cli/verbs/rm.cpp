#include "cli/console.hpp"
#include "cli/report.hpp"
#include "cli/target.hpp"
#include "cli/user.hpp"
#include "cli/verbs/bulk.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

namespace baton::cli {

// Each on its own: one that cannot be removed does not keep the others. The first failure gives the exit status.
Result<ExitCode> perform(const RemoveArguments& arguments) {
  if (arguments.selection.is_made()) {
    return perform_for_many(
        {.common = arguments.common, .selection = arguments.selection, .action = BulkAction::Remove});
  }
  return with_target({.common = arguments.common, .use = StoreUse::Change}, [&](auto& engine) -> Result<ExitCode> {
    ExitCode code = ExitCode::Success;
    std::vector<std::string> removed;
    for (const std::string& id : arguments.ids) {
      if (const auto done = engine.remove(InstanceId{id}, this_user()); done) {
        removed.push_back(id);
      } else {
        say_error(done.error());
        if (code == ExitCode::Success) code = exit_code(done.error());
      }
    }
    if (arguments.common.json) {
      if (auto printed = print_json(strings(removed)); !printed) return std::unexpected(printed.error());
    }
    for (const std::string& id : removed) say("removed " + id);
    return code;
  });
}

}  // namespace baton::cli
