// Counts what a benchmark allocates: unlike its time, the same on every machine.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>

namespace baton {

// Of the whole process, since it began.
[[nodiscard]] std::size_t allocations() noexcept;

// Reports the allocations of one iteration, counted from here on.
class CountedAllocations {
 public:
  explicit CountedAllocations(benchmark::State& state) : state_(state) {}
  CountedAllocations(const CountedAllocations&) = delete;
  CountedAllocations& operator=(const CountedAllocations&) = delete;
  ~CountedAllocations() {
    const auto counted = static_cast<double>(allocations() - before_);
    state_.counters["allocations"] = benchmark::Counter(counted, benchmark::Counter::kAvgIterations);
  }

 private:
  benchmark::State& state_;
  std::size_t before_ = allocations();
};

}  // namespace baton
