// What cancel, resume and retry have in common: change an instance, run it, report its state.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/report.hpp"
#include "cli/run_instance.hpp"
#include "cli/target.hpp"

#include <baton/engine.hpp>

#include <string>

namespace baton::cli {

struct Control {
  const Common& common;
  const std::string& id;
  const std::string& secrets;
};

// Runs the instance until it has ended or only waits, then reports its state.
template <class Target>
[[nodiscard]] Result<ExitCode> run_and_report(Target& target, const InstanceId& id, const Common& common) {
  const auto run_result = run_until_idle(target, id);
  if (!run_result) return std::unexpected(run_result.error());
  return report(*run_result, {common, command_line("resume " + id.value, common)});
}

// `change` takes an Engine& or a client::Client&, and the instance as it was found.
template <class Change>
[[nodiscard]] Result<ExitCode> change_and_run(const Control& control, const Change& change) {
  const InstanceId id{control.id};
  const StoreOptions target{.common = control.common, .use = StoreUse::Change, .secrets = control.secrets};
  return with_target(target, [&](auto& engine) -> Result<ExitCode> {
    const auto before = engine.find(id);
    if (!before) return std::unexpected(before.error());
    if (auto changed = change(engine, before->summary); !changed) return std::unexpected(changed.error());
    return run_and_report(engine, id, control.common);
  });
}

}  // namespace baton::cli
