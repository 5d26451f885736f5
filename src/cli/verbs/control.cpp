#include "cli/verbs/control.hpp"

#include "cli/report.hpp"
#include "cli/run_instance.hpp"
#include "cli/store.hpp"

namespace baton::cli {

Result<ExitCode> change_and_run(const Control& control, const ChangeInstance& change) {
  const InstanceId id{control.id};
  auto engine = open_engine({.common = control.common, .use = StoreUse::Change, .secrets = control.secrets});
  if (!engine) return std::unexpected(engine.error());
  const auto before = engine->find(id);
  if (!before) return std::unexpected(before.error());
  if (auto changed = change(*engine, before->summary); !changed) return std::unexpected(changed.error());
  return run_and_report(*engine, id, control.common);
}

Result<ExitCode> run_and_report(Engine& engine, const InstanceId& id, const Common& common) {
  const auto run_result = run_until_idle(engine, id);
  if (!run_result) return std::unexpected(run_result.error());
  return report(*run_result, {common, command_line("resume " + id.value, common)});
}

}  // namespace baton::cli
