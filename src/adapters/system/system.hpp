// The operating system as the runtime sees it: the clock and randomness.
#pragma once

#include "runtime/ports/clock.hpp"
#include "runtime/ports/ids.hpp"

#include <memory>

namespace baton::adapters {

// The UTC wall clock. Safe from any thread.
[[nodiscard]] std::unique_ptr<runtime::Clock> system_clock();

// Ids from the kernel's randomness; seeds from a generator that the kernel has seeded. For one thread.
[[nodiscard]] std::unique_ptr<runtime::Ids> random_ids();

}  // namespace baton::adapters
