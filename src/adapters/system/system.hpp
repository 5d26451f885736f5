// The operating system as the runtime sees it: the clock and randomness.
#pragma once

#include "runtime/ports/clock.hpp"
#include "runtime/ports/ids.hpp"

#include <memory>

namespace baton::adapters {

// UTC: the wall clock as it was when the process first asked, and what has passed since, the machine's sleep included. Who sets
// the wall clock does not move it; the next process begins with the wall clock again. Safe from any thread.
[[nodiscard]] Timestamp process_now();
[[nodiscard]] std::unique_ptr<runtime::Clock> system_clock();

// Ids from the kernel's randomness; seeds from a generator that the kernel has seeded. For one thread.
[[nodiscard]] std::unique_ptr<runtime::Ids> random_ids();

}  // namespace baton::adapters
