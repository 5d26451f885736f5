#include "engine/mailbox.hpp"

#include <utility>

namespace baton::engine {

bool Mailbox::offer(Task task) {
  std::unique_lock lock(mutex_);
  if (closed_) return true;
  if (tasks_.size() >= capacity_) return false;
  put(std::move(task), std::move(lock));
  return true;
}

void Mailbox::push(Task task) {
  std::unique_lock lock(mutex_);
  if (!closed_) put(std::move(task), std::move(lock));
}

void Mailbox::wake() {
  tell_news(std::unique_lock(mutex_));
}

void Mailbox::close() {
  std::vector<Task> dropped;  // destroyed after the lock is given back
  std::unique_lock lock(mutex_);
  closed_ = true;
  dropped.swap(tasks_);
  tell_news(std::move(lock));
}

void Mailbox::put(Task task, std::unique_lock<std::mutex> lock) {
  tasks_.push_back(std::move(task));
  tell_news(std::move(lock));
}

// Whoever is woken finds the lock free.
void Mailbox::tell_news(std::unique_lock<std::mutex> lock) {
  has_news_.store(true, std::memory_order_release);
  const bool was_asleep = std::exchange(asleep_, false);
  lock.unlock();
  if (was_asleep) changed_.notify_one();
}

bool Mailbox::take(std::vector<Task>& tasks) {
  tasks.clear();
  const std::lock_guard lock(mutex_);
  has_news_.store(closed_, std::memory_order_relaxed);
  tasks.swap(tasks_);
  return !closed_;
}

void Mailbox::wait(std::optional<Duration> limit) {
  if (spin_.until([this] { return has_news_.load(std::memory_order_acquire); })) return;
  std::unique_lock lock(mutex_);
  const auto is_awake = [this] { return !asleep_; };
  asleep_ = !has_news_.load(std::memory_order_relaxed);
  spin_.sleep([&] {
    if (limit) {
      changed_.wait_for(lock, *limit, is_awake);
    } else {
      changed_.wait(lock, is_awake);
    }
  });
  asleep_ = false;
}

}  // namespace baton::engine
