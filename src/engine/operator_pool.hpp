// The threads on which operators' methods run, up to a limit. The first begins with the pool, so that no task is without a
// thread, the others when they are first needed; where the system gives no more of them, there are fewer. None: they run
// on the thread of the caller.
//
// Thread-safe. What waits is bounded by the engine, which starts nothing new while too much does (kMaxWaitingCalls).
#pragma once

#include "base/process.hpp"
#include "engine/doorbell.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace baton::engine {

class OperatorPool {
 public:
  using Task = std::move_only_function<void()>;

  // A thread waits awake for at most that long, see Doorbell. Throws std::system_error if the system gives it no thread.
  OperatorPool(std::size_t max_threads, std::chrono::microseconds longest_spin);
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
  [[nodiscard]] std::optional<Task> take();
  void call_another();

  Process process_;
  std::size_t max_threads_;
  Doorbell bell_;
  mutable std::mutex mutex_;
  std::deque<Task> tasks_;
  std::atomic<std::size_t> size_ = 0;  // of tasks_; may be read without the lock
  bool beginning_ = false;             // a thread has been made and has not looked for a task yet
  std::atomic<bool> stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace baton::engine
