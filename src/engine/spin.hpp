// Waiting awake for a moment before going to sleep: to fall asleep and be woken costs more than most operators take, and
// about as much as a commit. Learns from its waits, so that a thread with nothing to do soon sleeps at once.
#pragma once

#include <algorithm>
#include <chrono>
#include <thread>

namespace baton::engine {

class Spin {
 public:
  // True: `ready` said so within the limit. It is called again and again, without a lock.
  template <class Ready>
  [[nodiscard]] bool until(const Ready& ready) {
    const Clock::time_point begin = Clock::now();
    do {
      if (ready()) {
        limit_ = kLongest;
        return true;
      }
      std::this_thread::yield();
    } while (Clock::now() - begin < limit_);
    limit_ = limit_ / 2;
    return ready();
  }

  // What follows a wait that was not enough.
  template <class Sleep>
  void sleep(const Sleep& sleep) {
    const Clock::time_point begin = Clock::now();
    sleep();
    if (Clock::now() - begin < kLongest) limit_ = kLongest;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::microseconds kLongest{1000};

  Clock::duration limit_ = kLongest;
};

}  // namespace baton::engine
