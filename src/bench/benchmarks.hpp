// The benchmarks of the whole engine.
#pragma once

#include "bench/benchmark.hpp"

#include <vector>

namespace baton::bench {

[[nodiscard]] std::vector<Benchmark> benchmarks();

}  // namespace baton::bench
