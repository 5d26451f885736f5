// The measured part of a benchmark: what is counted between its beginning and its end.
#pragma once

#include "bench/benchmark.hpp"
#include "bench/steps.hpp"
#include "bench/subject.hpp"

#include <chrono>
#include <cstdint>

namespace baton::bench {

class Span {
 public:
  Span(Subject& subject, Steps& steps);

  // All figures but the name and what the raw limit is.
  [[nodiscard]] Figures end();

 private:
  Subject& subject_;
  Steps& steps_;
  std::uint64_t steps_before_;
  double cpu_before_;
  double disk_before_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace baton::bench
