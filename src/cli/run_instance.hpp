// Runs an instance and its descendants and waits for them, in short slices, so that Ctrl-C is noticed.
#pragma once

#include "client/client.hpp"

#include <baton/engine.hpp>
#include <baton/instance.hpp>

#include <functional>
#include <vector>

namespace baton::cli {

struct RunResult {
  InstanceView instance;
  // The other members of its family that have not ended; the instance itself, if it has ended and still has to notify others.
  std::vector<InstanceSummary> left;
};

// Until no instance can make progress by itself, or the user interrupts. `tick` is called every tenth of a second.
[[nodiscard]] Result<RunResult> run_to_the_end(Engine& engine, const InstanceId& id, const std::function<void()>& tick);
// Until all have ended, are suspended or only wait, or the user interrupts.
[[nodiscard]] Result<RunResult> run_until_idle(Engine& engine, const InstanceId& id);
// The same for all instances that this process runs.
[[nodiscard]] Result<void> run_all_until_idle(Engine& engine);

// A server runs its instances itself: until the instance has ended, is suspended or only waits, or the user interrupts.
[[nodiscard]] Result<RunResult> run_until_idle(client::Client& server, const InstanceId& id);
[[nodiscard]] Result<void> run_all_until_idle(client::Client& server);

}  // namespace baton::cli
