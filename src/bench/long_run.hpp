// One instance that makes very many calls: does a step cost more, the more steps there were?
#pragma once

#include "bench/measured_crowd.hpp"

namespace baton::bench {

struct LongRun {
  Figures figures;      // of all its steps
  double early_us = 0;  // the median step of those around the 100th
  double late_us = 0;   // of the last 100

  [[nodiscard]] double ratio() const { return early_us > 0 ? late_us / early_us : 0; }
};
[[nodiscard]] Result<LongRun> measure_long_run(const CrowdPlan& plan, const Settings& settings);

}  // namespace baton::bench
