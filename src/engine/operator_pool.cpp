#include "engine/operator_pool.hpp"

#include "base/check.hpp"

#include <iterator>
#include <system_error>
#include <utility>

namespace baton::engine {

OperatorPool::OperatorPool(std::size_t max_threads, std::chrono::microseconds longest_spin)
    : max_threads_(max_threads), bell_(longest_spin) {
  const std::lock_guard lock(mutex_);  // the thread waits until it is known
  if (max_threads_ > 0) begin_thread();
}

OperatorPool::~OperatorPool() {
  std::deque<Task> dropped;  // destroyed without the lock
  {
    const std::lock_guard lock(mutex_);
    for (const std::jthread& thread : threads_) {
      BATON_CHECK(thread.get_id() != std::this_thread::get_id(),
                  "an operator must not destroy its engine: the engine would wait for itself");
    }
    stopping_ = true;
    dropped.swap(tasks_);
    size_ = 0;
  }
  bell_.ring_for_all();
  threads_.clear();  // joins
}

void OperatorPool::run(std::span<Task> tasks) {
  if (max_threads_ == 0) {
    for (Task& task : tasks) std::exchange(task, nullptr)();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    tasks_.insert(tasks_.end(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end()));
    size_ = tasks_.size();
  }
  call_another();
}

// There is a task for a thread that waits; if none does, for a new one.
void OperatorPool::call_another() {
  if (bell_.ring()) return;
  const std::lock_guard lock(mutex_);
  if (tasks_.empty() || beginning_ || stopping_ || threads_.size() >= max_threads_) return;
  try {
    begin_thread();
  } catch (const std::system_error&) {  // the threads that there are do it when they can
  }
}

void OperatorPool::begin_thread() {
  threads_.emplace_back([this] { work(); });
  beginning_ = true;
}

std::size_t OperatorPool::waiting() const {
  return size_;
}

void OperatorPool::work() {
  while (true) {
    const Doorbell::Rings heard = bell_.rings();
    if (stopping_ || !process_.is_this()) return;
    std::optional<Task> task = take();
    if (!task) {
      bell_.wait(heard);
      continue;
    }
    if (size_ > 0) call_another();  // so a few quick tasks do not wake them all
    (*task)();
  }
}

std::optional<OperatorPool::Task> OperatorPool::take() {
  const std::lock_guard lock(mutex_);
  beginning_ = false;
  if (tasks_.empty()) return std::nullopt;
  std::optional<Task> task = std::move(tasks_.front());
  tasks_.pop_front();
  size_ = tasks_.size();
  return task;
}

}  // namespace baton::engine
