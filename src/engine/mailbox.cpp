#include "engine/mailbox.hpp"

#include <utility>

namespace baton::engine {

bool Mailbox::offer(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return true;
    if (jobs_.size() >= capacity_) return false;
    jobs_.push_back(std::move(job));
  }
  bell_.ring();
  return true;
}

void Mailbox::push(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    jobs_.push_back(std::move(job));
  }
  bell_.ring();
}

void Mailbox::wake() {
  bell_.ring();
}

void Mailbox::close() {
  std::vector<Job> dropped;  // destroyed after the lock is given back
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    dropped.swap(jobs_);
  }
  bell_.ring();
}

bool Mailbox::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::size_t Mailbox::size() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

bool Mailbox::take(std::vector<Job>& jobs) {
  jobs.clear();
  const Doorbell::Rings heard = bell_.rings();
  const std::lock_guard lock(mutex_);
  if (closed_) return false;  // nothing is waited for any more
  heard_ = heard;
  jobs.swap(jobs_);
  return true;
}

void Mailbox::wait(std::optional<Duration> limit) {
  bell_.wait(heard_, limit);
}

}  // namespace baton::engine
