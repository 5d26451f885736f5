// The main function of a small simulation: PROGRAM [--finds] --seeds FIRST..LAST.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace baton::tests {

// What is wrong with the run of the seed; empty: nothing.
using TrySeed = std::function<std::string(std::uint64_t seed)>;

// Status 1 and the seed if a run breaks a rule; with --finds it is the other way round.
[[nodiscard]] int try_seeds(int argc, char** argv, const TrySeed& try_seed);

}  // namespace baton::tests
