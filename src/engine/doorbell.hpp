// The doorbell: how threads wait until there is something for them to do.
//
//   whoever has something to do:           whoever waits for it:
//     put it where they look;                const auto heard = bell.rings();
//     bell.ring();                           look; if there is nothing,
//                                            bell.wait(heard);
//
// No ring is missed: wait() returns at once if the bell has rung since `heard` was read.
// A ring wakes one thread, and none while another one is awake at the door: that one will look, and find all there is. So
// whoever finds more than it takes rings for the next. As many threads are awake as there is work for.
//
// To fall asleep and be woken takes longer than most operators do, and about as long as a commit. So the first of those who
// wait does so awake, for at most `longest_spin`. It learns from its waits: where there is nothing to do, it soon sleeps at once.
//
// Thread-safe.
#pragma once

#include <baton/time.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

namespace baton::engine {

class Doorbell {
 public:
  using Rings = std::uint64_t;

  // Zero: threads never spin.
  explicit Doorbell(std::chrono::microseconds longest_spin) : longest_spin_(longest_spin), spin_(longest_spin) {}
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  // False: no thread was waiting, so none was woken.
  bool ring();
  void ring_for_all();

  // How often it has rung.
  [[nodiscard]] Rings rings() const { return rings_; }
  // Until it has rung more often than that, or this much time has passed. It may also return for no reason.
  void wait(Rings heard, std::optional<Duration> limit = std::nullopt);

 private:
  using Clock = std::chrono::steady_clock;

  bool spin(Rings heard, std::optional<Duration> limit);
  void sleep(Rings heard, std::optional<Duration> limit);

  const Clock::duration longest_spin_;
  std::atomic<Clock::duration> spin_;  // for so long at present
  std::atomic<bool> is_spinning_ = false;

  // A thread that rings counts the ring and then looks for waiting threads; a thread that waits registers and then looks for rings.
  // So one of them sees the other.
  std::atomic<Rings> rings_ = 0;
  std::atomic<std::size_t> awake_ = 0;   // at the door: spinning, or woken and on the way
  std::atomic<std::size_t> asleep_ = 0;  // changed under the lock
  std::mutex mutex_;
  std::condition_variable woken_;
  std::size_t wakes_ = 0;  // given to sleepers who have not taken them yet; they count as awake
};

}  // namespace baton::engine
