// How long commits take. Called from one thread at a time.
#pragma once

#include "engine/limits.hpp"
#include "engine/log.hpp"
#include "runtime/counter.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace baton::engine {

class CommitMeter {
 public:
  explicit CommitMeter(Log& log) : log_(log) {}

  // What commits so many writes.
  template <class Commit>
  auto measure(std::size_t writes, Commit commit) {
    const Measurement measurement{*this, writes};
    return commit();
  }

  void took(std::chrono::steady_clock::duration time, std::size_t writes) {
    microseconds_.add(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count()));
    if (time >= kSlowCommit) log_.slow_commit(time, writes);
  }

  // From any thread.
  [[nodiscard]] const runtime::PowersOfTwo<25>& microseconds() const { return microseconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Measurement {
    CommitMeter& meter;
    std::size_t writes;
    Clock::time_point begin = Clock::now();
    ~Measurement() { meter.took(Clock::now() - begin, writes); }
  };

  Log& log_;
  runtime::PowersOfTwo<25> microseconds_;  // up to 17 s
};

}  // namespace baton::engine
