// The mailbox: how other threads give work to the loop. They put in jobs; the loop takes all of them, in order.
//
// Thread-safe. When it is closed, it drops its content and everything that comes later.
#pragma once

#include "engine/doorbell.hpp"

#include <baton/time.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace baton::engine {

class Mailbox {
 public:
  using Job = std::move_only_function<void()>;

  // The loop waits awake for at most that long, see Doorbell.
  Mailbox(std::size_t capacity, std::chrono::microseconds longest_spin) : capacity_(capacity), bell_(longest_spin) {}

  // False, and the job is dropped, if it is full.
  [[nodiscard]] bool offer(Job job);
  // Also when it is full: for what must arrive and is bounded where it comes from.
  void push(Job job);
  // There is something for the loop elsewhere.
  void wake();
  void close();
  [[nodiscard]] bool is_closed() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  // The loop's side.
  // Replaces the content of `jobs` by that of the mailbox. False: it is closed.
  bool take(std::vector<Job>& jobs);
  // Sleeps until there is something to take, it is closed, or this much time has passed.
  void wait(std::optional<Duration> limit);

 private:
  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::vector<Job> jobs_;
  bool closed_ = false;
  Doorbell bell_;
  Doorbell::Rings heard_ = 0;  // the loop's: what came with later rings it has not taken
};

}  // namespace baton::engine
