// The threads on which operators' methods run: at most so many, each begun when it is first needed.
//
// Thread-safe. What waits is bounded by the engine, which starts nothing new while too much does (kMaxWaitingCalls).
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace baton::engine {

class OperatorPool {
 public:
  using Task = std::move_only_function<void()>;

  explicit OperatorPool(std::size_t max_threads) : max_threads_(max_threads) {}
  OperatorPool(const OperatorPool&) = delete;
  OperatorPool& operator=(const OperatorPool&) = delete;
  // Waits for the tasks that run; those that have not begun are dropped.
  ~OperatorPool();

  // The task must not throw.
  void run(Task task);
  [[nodiscard]] std::size_t waiting() const;

 private:
  void work();

  std::size_t max_threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace baton::engine
