// Waiting for an instance while this process drives it, in slices, so that Ctrl-C is noticed.
#pragma once

#include <baton/engine.hpp>
#include <baton/instance.hpp>

#include <functional>

namespace baton::cli {

// Until it has ended, or the user interrupts. `tick` is called every tenth of a second.
[[nodiscard]] Result<InstanceView> drive_to_the_end(Engine& engine, const InstanceId& id,
                                                    const std::function<void()>& tick);
// Until it has ended, is suspended or only waits, or the user interrupts.
[[nodiscard]] Result<InstanceView> drive_until_idle(Engine& engine, const InstanceId& id);

}  // namespace baton::cli
