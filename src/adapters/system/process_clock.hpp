// A clock that no step of the wall clock touches: the wall clock as it was when this one began, and what has passed since, the
// machine's sleep included.
#pragma once

#include "runtime/ports/clock.hpp"

#include <chrono>
#include <functional>

namespace baton::adapters {

struct TimeSources {
  using Wall = std::chrono::sys_time<std::chrono::nanoseconds>;

  std::function<Wall()> wall;                         // asked once
  std::function<std::chrono::nanoseconds()> elapsed;  // since some moment; never runs back
};

class ProcessClock final : public runtime::Clock {
 public:
  explicit ProcessClock(TimeSources sources);

  [[nodiscard]] Timestamp now() override;

 private:
  TimeSources sources_;
  TimeSources::Wall zero_;  // of what has elapsed
};

}  // namespace baton::adapters
