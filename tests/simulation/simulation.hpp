// One simulated run. README.md says what happens in it and what is checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tests {

struct SimulationResult {
  std::vector<std::string> violations;  // empty: all was well
  std::vector<std::string> trace;
  std::uint64_t steps = 0;
  std::uint64_t crashes = 0;
};

[[nodiscard]] SimulationResult simulate(std::uint64_t seed);

}  // namespace baton::tests
