// Tells those who wait that the event log has grown. One who waits costs no thread, unlike a follower (engine/log_follower.hpp). Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace baton::engine {

class LogGrowth {
 public:
  using Grown = std::function<void()>;

  // How often it has grown.
  [[nodiscard]] std::uint64_t count() {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  // Called once, as soon as the count is greater: from here, or from rung(). It must return soon.
  void wait(std::uint64_t count, Grown grown) {
    {
      const std::lock_guard lock(mutex_);
      if (count_ == count) return waiting_.push_back(std::move(grown));
    }
    grown();
  }
  void ring() {
    std::vector<Grown> told;
    {
      const std::lock_guard lock(mutex_);
      ++count_;
      told.swap(waiting_);
    }
    for (const Grown& each : told) each();
  }

 private:
  std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::vector<Grown> waiting_;
};

}  // namespace baton::engine
