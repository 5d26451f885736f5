#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {

Result<ExitCode> perform(const RetryArguments& arguments) {
  return change_and_drive({arguments.common, arguments.id, arguments.secrets},
                          [](Engine& engine, const InstanceSummary& before) { return engine.retry(before.id); });
}

}  // namespace baton::cli
