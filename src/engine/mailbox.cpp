#include "engine/mailbox.hpp"

#include <utility>

namespace baton::engine {

bool Mailbox::offer(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || tasks_.size() >= capacity_) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void Mailbox::push(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
}

void Mailbox::close() {
  std::vector<Task> dropped;  // destroyed without the lock
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(tasks_);
  }
  changed_.notify_one();
}

std::vector<Mailbox::Task> Mailbox::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(tasks_, {});
}

void Mailbox::wait(std::optional<Timestamp> until) {
  std::unique_lock lock(mutex_);
  const auto is_ready = [this] { return closed_ || !tasks_.empty(); };
  if (until) {
    changed_.wait_until(lock, *until, is_ready);
  } else {
    changed_.wait(lock, is_ready);
  }
}

bool Mailbox::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace baton::engine
