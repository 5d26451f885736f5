// From the counters of the loop to what users get of them. Called from any thread.
#pragma once

#include "runtime/counter.hpp"
#include "runtime/runtime.hpp"

#include <baton/metrics.hpp>

#include <cstddef>
#include <cstdint>

namespace baton::engine {

// `unit`: what 1 in the counter is.
template <std::size_t Bounds>
[[nodiscard]] Distribution distribution_of(const runtime::PowersOfTwo<Bounds>& counted, double unit) {
  Distribution distribution;
  for (std::size_t i = 0; i < Bounds; ++i)
    distribution.bounds.push_back(unit * static_cast<double>(std::uint64_t{1} << i));
  for (std::size_t i = 0; i <= Bounds; ++i) distribution.counts.push_back(counted.count(i));
  distribution.sum = unit * static_cast<double>(counted.sum());
  return distribution;
}

// What the loop has counted.
[[nodiscard]] EngineMetrics metrics_of(const runtime::Runtime& runtime);

}  // namespace baton::engine
