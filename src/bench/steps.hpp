// The operator of the benchmarks: does nothing, gives back its arguments, and takes the time of each step.
//
// A step is one call of it. A step's latency runs from its return from one call to its entry into the same instance's
// next: the answer's way into the loop, the decision, the commit and the next call's way out.
#pragma once

#include "bench/histogram.hpp"

#include <baton/operator.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace baton::bench {

class Steps {
 public:
  struct Plan {
    std::size_t slots = 1;                                        // instances at the same time
    std::uint64_t calls = 10;                                     // of an instance, after which it ends
    std::function<void(std::size_t)> ended = [](std::size_t) {};  // called after an instance's last call, on any thread
    std::function<void(std::uint64_t, std::chrono::nanoseconds)> step =
        {};  // called for each step: its number, and how long it took
  };
  explicit Steps(Plan plan) : plan_(std::move(plan)), slots_(plan_.slots) {}

  // To be registered under a name; outlived by this.
  [[nodiscard]] OperatorMethod method();
  // The same without latencies, for instances that make calls at the same time, and by any id.
  [[nodiscard]] OperatorMethod counting_method();
  // Counts and never answers. The calls stay open as long as this.
  [[nodiscard]] OperatorMethod silent_method();
  // For steps that are no calls: so many of them, which took that long together.
  void took(std::uint64_t steps, std::chrono::nanoseconds latency);
  // For steps whose latencies nobody knows.
  void counted(std::uint64_t steps) { count_.fetch_add(steps, std::memory_order_relaxed); }
  // The id of the manieth instance in a slot.
  [[nodiscard]] static std::string id(std::size_t slot, std::uint64_t number);

  [[nodiscard]] std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
  [[nodiscard]] Histogram& latency_ns() { return latency_ns_; }

 private:
  using Clock = std::chrono::steady_clock;
  // Only the call that is in flight touches its slot; the engine's own locks order one call after the other.
  struct alignas(64) Slot {
    Clock::time_point returned_at;
    std::uint64_t calls = 0;
  };

  void enter(Slot& slot);
  [[nodiscard]] static std::size_t slot_of(const std::string& id);

  Plan plan_;
  std::vector<Slot> slots_;
  std::atomic<std::uint64_t> count_ = 0;
  std::mutex mutex_;
  std::vector<std::function<void(CallOutcome)>> open_;  // with the mutex
  Histogram latency_ns_;
};

}  // namespace baton::bench
