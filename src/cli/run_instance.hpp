// Waiting while this process runs an instance and all that come from it, in slices, so that Ctrl-C is noticed.
#pragma once

#include <baton/engine.hpp>
#include <baton/instance.hpp>

#include <functional>
#include <vector>

namespace baton::cli {

struct RunResult {
  InstanceView instance;
  // Others of its family that have not ended; itself, if it has ended and still has to notify others.
  std::vector<InstanceSummary> left;
};

// Until nothing more will happen by itself, or the user interrupts. `tick` is called every tenth of a second.
[[nodiscard]] Result<RunResult> run_to_the_end(Engine& engine, const InstanceId& id, const std::function<void()>& tick);
// Until all have ended, are suspended or only wait, or the user interrupts.
[[nodiscard]] Result<RunResult> run_until_idle(Engine& engine, const InstanceId& id);
// The same, of no instance in particular.
[[nodiscard]] Result<void> run_all_until_idle(Engine& engine);

}  // namespace baton::cli
