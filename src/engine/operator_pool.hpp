// The threads on which operators' methods run: at most so many. The first begins with the pool, so that no task is without a
// thread, the others when they are first needed; where the system gives no more of them, there are fewer. None: they run
// on the thread of the caller.
//
// Thread-safe. What waits is bounded by the engine, which starts nothing new while too much does (kMaxWaitingCalls).
#pragma once

#include "base/process.hpp"
#include "engine/spin.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace baton::engine {

class OperatorPool {
 public:
  using Task = std::move_only_function<void()>;

  // Throws std::system_error if the system gives it no thread.
  explicit OperatorPool(std::size_t max_threads);
  OperatorPool(const OperatorPool&) = delete;
  OperatorPool& operator=(const OperatorPool&) = delete;
  // Waits for the tasks that run; those that have not begun are dropped.
  ~OperatorPool();

  // The tasks, which it takes from there, must not throw.
  void run(std::span<Task> tasks);
  [[nodiscard]] std::size_t waiting() const;

 private:
  void begin_thread();
  void work();
  void wait_for_task(std::unique_lock<std::mutex>& lock, Spin& spin);
  void wake_another(std::unique_lock<std::mutex> lock);

  Process process_;
  std::size_t max_threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::atomic<std::size_t> size_ = 0;  // of tasks_; for those who look without the lock
  std::size_t asleep_ = 0;
  bool spinning_ = false;  // a thread waits awake; it will take the next task
  bool waking_ = false;    // a thread has been woken and is not there yet
  std::atomic<bool> stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace baton::engine
