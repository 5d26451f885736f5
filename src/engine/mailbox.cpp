#include "engine/mailbox.hpp"

#include <utility>

namespace baton::engine {

bool Mailbox::offer(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return true;
    if (tasks_.size() >= capacity_) return false;
    tasks_.push_back(std::move(task));
  }
  bell_.ring();
  return true;
}

void Mailbox::push(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    tasks_.push_back(std::move(task));
  }
  bell_.ring();
}

void Mailbox::wake() {
  bell_.ring();
}

void Mailbox::close() {
  std::vector<Task> dropped;  // destroyed after the lock is given back
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(tasks_);
  }
  bell_.ring();
}

bool Mailbox::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t Mailbox::size() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

bool Mailbox::take(std::vector<Task>& tasks) {
  tasks.clear();
  const Doorbell::Rings heard = bell_.rings();
  const std::lock_guard lock(mutex_);
  if (closed_) return false;  // nothing is waited for any more
  heard_ = heard;
  tasks.swap(tasks_);
  return true;
}

void Mailbox::wait(std::optional<Duration> limit) {
  bell_.wait(heard_, limit);
}

}  // namespace baton::engine
