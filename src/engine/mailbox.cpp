#include "engine/mailbox.hpp"

#include <utility>

namespace baton::engine {

bool Mailbox::offer(Task task) {
  const std::lock_guard lock(mutex_);
  if (closed_ || tasks_.size() >= capacity_) return false;
  put(std::move(task));
  return true;
}

void Mailbox::push(Task task) {
  const std::lock_guard lock(mutex_);
  if (!closed_) put(std::move(task));
}

void Mailbox::put(Task task) {
  tasks_.push_back(std::move(task));
  tell_news();
}

void Mailbox::wake() {
  const std::lock_guard lock(mutex_);
  tell_news();
}

void Mailbox::close() {
  std::vector<Task> dropped;  // destroyed after the lock is given back
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(tasks_);
  tell_news();
}

void Mailbox::tell_news() {
  has_news_.store(true, std::memory_order_release);
  if (std::exchange(asleep_, false)) changed_.notify_one();
}

std::vector<Mailbox::Task> Mailbox::take() {
  const std::lock_guard lock(mutex_);
  has_news_.store(closed_, std::memory_order_relaxed);
  return std::exchange(tasks_, {});
}

void Mailbox::wait(std::optional<Timestamp> until) {
  if (spin_.until([this] { return has_news_.load(std::memory_order_acquire); })) return;
  std::unique_lock lock(mutex_);
  const auto is_awake = [this] { return !asleep_; };
  asleep_ = !has_news_.load(std::memory_order_relaxed);
  spin_.sleep([&] {
    if (until) {
      changed_.wait_until(lock, *until, is_awake);
    } else {
      changed_.wait(lock, is_awake);
    }
  });
  asleep_ = false;
}

bool Mailbox::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace baton::engine
