// What cancel, resume and retry have in common: change an instance, run it, report its state.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"

#include <baton/engine.hpp>

#include <functional>
#include <string>

namespace baton::cli {

struct Control {
  const Common& common;
  const std::string& id;
  const std::string& secrets;
};

// `before`: the instance as it was found.
using ChangeInstance = std::function<Result<void>(Engine& engine, const InstanceSummary& before)>;
[[nodiscard]] Result<ExitCode> change_and_run(const Control& control, const ChangeInstance& change);

// Runs the instance until it has ended or only waits, then reports its state.
[[nodiscard]] Result<ExitCode> run_and_report(Engine& engine, const InstanceId& id, const Common& common);

}  // namespace baton::cli
