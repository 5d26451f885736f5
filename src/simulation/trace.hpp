// Trace: a simulated run, line by line.
#pragma once

#include "simulation/evidence.hpp"

#include <string>
#include <vector>

namespace baton::simulation {

// One line for each thing that happened, as in
//   +00:00:12.000  i0 r3      answer succeeded   task.completed /do/0/charge, task.started /do/1/ship
[[nodiscard]] std::vector<std::string> trace_of(const Evidence& evidence);

// "start", "answer succeeded", "timer", …
[[nodiscard]] std::string name_of(const core::EventBody& event);

}  // namespace baton::simulation
