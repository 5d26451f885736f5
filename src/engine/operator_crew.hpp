// What an operators' pool shares with its threads. It lives as long as one of them does, also where the pool is gone and the
// thread was left behind in an operator that does not return.
//
// Thread-safe.
#pragma once

#include "base/process.hpp"
#include "engine/doorbell.hpp"
#include "engine/operator_thread.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace baton::engine {

class OperatorCrew : public std::enable_shared_from_this<OperatorCrew> {
 public:
  using Job = std::move_only_function<void()>;
  using Clock = std::chrono::steady_clock;
  struct Size {
    std::size_t threads = 0;    // that work at a time
    std::size_t stand_ins = 0;  // that may work in the place of others, beside those
  };

  OperatorCrew(Size size, std::chrono::microseconds longest_spin) : size_(size), bell_(longest_spin) {}

  void begin();  // with one thread
  void run(std::span<Job> jobs);
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  [[nodiscard]] std::size_t blocked() const { return blocked_; }
  [[nodiscard]] bool is_of(std::thread::id thread) const;

  // No job begins any more, and those that wait are dropped.
  void stop();
  // True: all its threads have ended by then.
  bool wait_until(std::optional<Clock::time_point> end);
  [[nodiscard]] std::vector<RunningCall> running() const;
  // Waits for all threads but those that are in an operator's code. These are left behind.
  void leave();

 private:
  friend class OperatorThread;
  using Thread = std::shared_ptr<OperatorThread>;

  // Of a thread: another one may work in its place, or no more. False: none is left that works, and none can begin.
  bool hold(OperatorThread& thread);
  void release(OperatorThread& thread);
  void changed();  // what a pool that ends looks at

  [[nodiscard]] std::size_t working() const { return threads_.size() - ended_ - blocked_; }
  [[nodiscard]] bool may_grow() const;
  [[nodiscard]] bool has_too_many() const { return working() > size_.threads; }
  void begin_thread();  // throws std::system_error where the system gives none
  // For a thread: whether it has ended, and its next job, if there is one.
  struct Next {
    bool has_ended = false;
    std::optional<Job> job = {};
  };
  [[nodiscard]] Next next(OperatorThread& thread);
  void call_another();
  void join_ended();

  const Process process_;
  const Size size_;
  Doorbell bell_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::atomic<std::size_t> waiting_ = 0;  // the size of jobs_; may be read without the lock
  std::atomic<std::size_t> blocked_ = 0;  // threads in whose place others may work; changed under the lock
  std::size_t ended_ = 0;                 // of threads_
  std::size_t changes_ = 0;               // calls of changed()
  bool beginning_ = false;                // a thread has been made and has not looked for a job yet
  std::atomic<bool> stopping_ = false;
  std::vector<Thread> threads_;
};

}  // namespace baton::engine
