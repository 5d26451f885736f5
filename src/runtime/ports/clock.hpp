// Port: the clock.
#pragma once

#include <baton/time.hpp>

namespace baton::runtime {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Timestamp now() = 0;
};

}  // namespace baton::runtime
