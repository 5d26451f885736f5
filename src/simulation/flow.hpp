// Flow: which tasks of a program some path leads to, as far as its text shows. Conditions count as holding or not,
// anything but a `raise` as able to complete, and any body of a `try` as able to fault.
#pragma once

#include "core/program.hpp"

#include <vector>

namespace baton::simulation {

// May a run continue for ever? Something jumps back to a task before it, retries without a limit, or starts workflows.
[[nodiscard]] bool may_never_end(const core::Program& program);

// By TaskId.
[[nodiscard]] std::vector<bool> reachable_tasks(const core::Program& program);

}  // namespace baton::simulation
