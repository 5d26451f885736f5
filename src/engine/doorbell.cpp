#include "engine/doorbell.hpp"

#include <algorithm>
#include <thread>

namespace baton::engine {

bool Doorbell::ring() {
  ++rings_;
  if (awake_ > 0) return true;
  if (asleep_ == 0) return false;
  {
    const std::lock_guard lock(mutex_);
    if (asleep_ == 0) return awake_ > 0;  // its time was up, or another ring woke it
    ++awake_;
    --asleep_;
    ++wakes_;
  }
  woken_.notify_one();
  return true;
}

void Doorbell::ring_for_all() {
  ++rings_;
  {
    const std::lock_guard lock(mutex_);
    awake_ += asleep_;
    wakes_ += asleep_;
    asleep_ = 0;
  }
  woken_.notify_all();
}

void Doorbell::wait(Rings heard, std::optional<Duration> limit) {
  if (!spin(heard, limit)) sleep(heard, limit);
}

// True: it has rung. Only one thread at a time may wait in this way.
bool Doorbell::spin(Rings heard, std::optional<Duration> limit) {
  if (longest_spin_ == Clock::duration::zero() || is_spinning_.exchange(true)) return false;
  ++awake_;
  const Clock::duration usual = spin_;
  const Clock::duration longest = limit ? std::min<Clock::duration>(usual, *limit) : usual;
  const Clock::time_point begin = Clock::now();
  bool has_rung = rings_ != heard;
  while (!has_rung && Clock::now() - begin < longest) {
    std::this_thread::yield();
    has_rung = rings_ != heard;
  }
  if (has_rung) {
    spin_ = longest_spin_;
  } else if (longest == usual) {
    spin_ = usual / 2;
  }
  --awake_;
  is_spinning_ = false;
  return has_rung;
}

void Doorbell::sleep(Rings heard, std::optional<Duration> limit) {
  const Clock::time_point begin = Clock::now();
  std::unique_lock lock(mutex_);
  ++asleep_;
  if (rings_ != heard) {
    --asleep_;
    return;
  }
  const auto is_woken = [this] { return wakes_ > 0; };
  if (!limit) {
    woken_.wait(lock, is_woken);
  } else if (!woken_.wait_for(lock, *limit, is_woken)) {
    --asleep_;
    return;
  }
  --wakes_;
  --awake_;
  if (Clock::now() - begin < longest_spin_) spin_ = longest_spin_;
}

}  // namespace baton::engine
