#include "cli/verbs/control.hpp"
#include "cli/verbs/verbs.hpp"

namespace baton::cli {
namespace {

// One that was only interrupted needs no command: the recovery that follows goes on with it.
Result<void> resume(Engine& engine, const InstanceId& id) {
  const auto view = engine.find(id);
  if (!view) return std::unexpected(view.error());
  const Status status = view->summary.status;
  return status == Status::Suspended || has_ended(status) ? engine.resume(id) : Result<void>();
}

}  // namespace

Result<ExitCode> perform(const ResumeArguments& arguments) {
  return change_and_drive({arguments.common, arguments.id, arguments.secrets}, resume);
}

}  // namespace baton::cli
