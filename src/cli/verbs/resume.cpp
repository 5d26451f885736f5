#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {
namespace {

// One that was only interrupted needs no command, recovery goes on with it.
Result<void> resume(Engine& engine, const InstanceSummary& before) {
  const bool was_interrupted = before.status != Status::Suspended && !has_ended(before.status);
  return was_interrupted ? engine.recover(before.id) : engine.resume(before.id);
}

}  // namespace

Result<ExitCode> perform(const ResumeArguments& arguments) {
  return change_and_drive({arguments.common, arguments.id, arguments.secrets}, resume);
}

}  // namespace baton::cli
