#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {

// What is in flight is awaited, and what is to be undone is undone, before this returns.
Result<ExitCode> perform(const CancelArguments& arguments) {
  const auto code = change_and_drive({arguments.common, arguments.id, arguments.secrets},
                                     [&](Engine& engine, const InstanceSummary& before) {
                                       return engine.cancel(before.id, {.compensate = arguments.compensate});
                                     });
  return code == ExitCode::Cancelled ? ExitCode::Success : code;
}

}  // namespace baton::cli
