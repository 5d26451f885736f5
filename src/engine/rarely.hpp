// Lets one of very many through now and then. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace baton::engine {

class Rarely {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Rarely(Clock::duration interval) : interval_(interval) {}

  // Let through: how many have been held back since the last one. nullopt: this one is held back.
  [[nodiscard]] std::optional<std::uint64_t> pass(Clock::time_point now) {
    Clock::time_point next = next_;
    if (now < next || !next_.compare_exchange_strong(next, now + interval_)) {
      ++held_back_;
      return std::nullopt;
    }
    return held_back_.exchange(0);
  }

 private:
  const Clock::duration interval_;
  std::atomic<Clock::time_point> next_ = Clock::time_point::min();
  std::atomic<std::uint64_t> held_back_ = 0;
};

}  // namespace baton::engine
