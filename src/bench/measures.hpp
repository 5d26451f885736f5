// What each benchmark measures: one function each, in a file of its name.
#pragma once

#include "bench/benchmark.hpp"
#include "bench/subject.hpp"

namespace baton::bench {

[[nodiscard]] Result<Figures> measure_throughput(StoreKind kind, const Settings& settings);
[[nodiscard]] Result<Figures> measure_lone_step(const Settings& settings);

}  // namespace baton::bench
