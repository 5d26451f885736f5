// The mailbox: how other threads reach the loop. They put in what it is to do; the loop takes all there is, in order.
//
// Thread-safe. Once closed it drops what is in it and whatever comes.
#pragma once

#include "engine/spin.hpp"

#include <baton/time.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace baton::engine {

class Mailbox {
 public:
  using Task = std::move_only_function<void()>;

  explicit Mailbox(std::size_t capacity) : capacity_(capacity) {}

  // False, and the task is dropped, if it is full.
  [[nodiscard]] bool offer(Task task);
  // Also when it is full: for what must arrive and is bounded where it comes from.
  void push(Task task);
  // There is something for the loop elsewhere.
  void wake();
  void close();

  // The loop's side.
  // What there is, in place of what `tasks` held. False: it is closed.
  bool take(std::vector<Task>& tasks);
  // Sleeps until there is something to take, it is closed, or so much time has passed.
  void wait(std::optional<Duration> limit);

 private:
  void put(Task task, std::unique_lock<std::mutex> lock);
  void tell_news(std::unique_lock<std::mutex> lock);

  std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> tasks_;
  bool closed_ = false;
  bool asleep_ = false;                 // the loop
  std::atomic<bool> has_news_ = false;  // there is something to take, or it is closed
  Spin spin_;                           // the loop's
};

}  // namespace baton::engine
