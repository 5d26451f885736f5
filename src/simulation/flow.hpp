// Flow: which tasks of a program some path leads to, as far as its text tells. Conditions count as holding or not,
// anything but a `raise` as able to complete, and any body of a `try` as able to fault.
#pragma once

#include "core/program.hpp"

#include <vector>

namespace baton::simulation {

// By TaskId.
[[nodiscard]] std::vector<bool> reachable_tasks(const core::Program& program);

}  // namespace baton::simulation
