// One schedule in a hostile world: processes die, the operator that plans fails, clients pause, suspend, trigger and fill, and give it other
// things to do. In the end the world is kind, and each time that was due must have its run.
#pragma once

#include <cstdint>
#include <string>

namespace baton::tests {

// What is wrong with what the schedule did; empty: nothing. The same seed gives the same run.
[[nodiscard]] std::string try_schedule(std::uint64_t seed);

}  // namespace baton::tests
