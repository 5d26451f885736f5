// Shrinking: makes a failing run shorter, by leaving out and lowering the choices it was made of.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace baton::tests {

// Does a run of these choices still fail in the same way?
using StillFails = std::function<bool(const std::vector<std::uint64_t>&)>;

// Tries at most so many runs. What comes back fails.
[[nodiscard]] std::vector<std::uint64_t> shrink(std::vector<std::uint64_t> choices, const StillFails& still_fails,
                                                std::uint64_t most_runs);

}  // namespace baton::tests
