#include "adapters/system/process_clock.hpp"
#include "adapters/system/system.hpp"

#include "base/check.hpp"

#include <ctime>
#include <utility>

namespace baton::adapters {
namespace {

using std::chrono::nanoseconds;

// Unlike the monotonic clock it counts the time in which the machine sleeps: timers are due by the calendar.
nanoseconds since_boot() {
  timespec time{};
  BATON_CHECK(::clock_gettime(CLOCK_BOOTTIME, &time) == 0, "the kernel does not provide CLOCK_BOOTTIME");
  return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

TimeSources::Wall wall_clock() {
  return std::chrono::system_clock::now();
}

// One for all of the process, so that they agree.
ProcessClock& process_clock() {
  static ProcessClock clock({.wall = wall_clock, .elapsed = since_boot});
  return clock;
}

class SystemClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override { return process_now(); }
};

}  // namespace

ProcessClock::ProcessClock(TimeSources sources)
    : sources_(std::move(sources)), zero_(sources_.wall() - sources_.elapsed()) {}

Timestamp ProcessClock::now() {
  return std::chrono::floor<Duration>(zero_ + sources_.elapsed());
}

Timestamp process_now() {
  return process_clock().now();
}

std::unique_ptr<runtime::Clock> system_clock() {
  return std::make_unique<SystemClock>();
}

}  // namespace baton::adapters
