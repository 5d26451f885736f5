#include "engine/operator_pool.hpp"

#include "base/check.hpp"

#include <iterator>
#include <system_error>
#include <utility>

namespace baton::engine {

OperatorPool::OperatorPool(std::size_t max_threads) : max_threads_(max_threads) {
  const std::lock_guard lock(mutex_);  // the thread waits until it is known
  if (max_threads_ > 0) begin_thread();
}

OperatorPool::~OperatorPool() {
  std::deque<Task> dropped;  // destroyed without the lock
  {
    const std::lock_guard lock(mutex_);
    for (const std::jthread& thread : threads_) {
      BATON_CHECK(thread.get_id() != std::this_thread::get_id(),
                  "an engine is destroyed by one of its operators and would wait for itself");
    }
    stopping_ = true;
    dropped.swap(tasks_);
    size_ = 0;
  }
  changed_.notify_all();
  threads_.clear();  // joins
}

void OperatorPool::run(std::span<Task> tasks) {
  if (max_threads_ == 0) {
    for (Task& task : tasks) std::exchange(task, nullptr)();
    return;
  }
  std::unique_lock lock(mutex_);
  tasks_.insert(tasks_.end(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end()));
  size_ = tasks_.size();
  wake_another(std::move(lock));
}

// One at a time: whoever wakes and finds more to do than for itself wakes the next. So as many are awake as there is work
// for, and a few quick tasks do not wake them all.
void OperatorPool::wake_another(std::unique_lock<std::mutex> lock) {
  if (tasks_.empty() || spinning_ || waking_) return;
  if (asleep_ > 0) {
    waking_ = true;
    lock.unlock();  // whoever is woken finds it free
    changed_.notify_one();
  } else if (threads_.size() < max_threads_) {
    try {
      begin_thread();
    } catch (const std::system_error&) {  // the threads that there are do it when they can
    }
  }
}

void OperatorPool::begin_thread() {
  threads_.emplace_back([this] { work(); });
  waking_ = true;
}

std::size_t OperatorPool::waiting() const {
  return size_;
}

void OperatorPool::work() {
  Spin spin;
  std::unique_lock lock(mutex_);
  waking_ = false;
  while (!stopping_ && process_.is_this()) {
    if (tasks_.empty()) {
      wait_for_task(lock, spin);
      continue;
    }
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    size_ = tasks_.size();
    wake_another(std::move(lock));
    task();
    task = nullptr;  // what it holds is released without the lock
    lock = std::unique_lock(mutex_);
  }
}

// Returns also without one.
void OperatorPool::wait_for_task(std::unique_lock<std::mutex>& lock, Spin& spin) {
  if (!spinning_) {
    spinning_ = true;
    lock.unlock();
    const bool is_there = spin.until([this] { return size_ > 0 || stopping_; });
    lock.lock();
    spinning_ = false;
    if (is_there || !tasks_.empty() || stopping_) return;
  }
  ++asleep_;
  spin.sleep([&] { changed_.wait(lock); });
  --asleep_;
  waking_ = false;
}

}  // namespace baton::engine
