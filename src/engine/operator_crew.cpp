#include "engine/operator_crew.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

namespace baton::engine {

void OperatorCrew::begin() {
  const std::lock_guard lock(mutex_);  // the thread waits until it is known
  begin_thread();
}

void OperatorCrew::run(std::span<Job> jobs) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    jobs_.insert(jobs_.end(), std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
    waiting_ = jobs_.size();
  }
  call_another();
}

// There is a job for a thread that waits; if none does, for a new one.
void OperatorCrew::call_another() {
  if (bell_.ring()) return;
  const std::lock_guard lock(mutex_);
  if (jobs_.empty() || beginning_ || !may_grow()) return;
  try {
    begin_thread();
  } catch (const std::system_error&) {  // the threads that there are do it when they can
  }
}

bool OperatorCrew::may_grow() const {
  return !stopping_ && working() < size_.threads && threads_.size() - ended_ < size_.threads + size_.stand_ins;
}

void OperatorCrew::begin_thread() {
  join_ended();
  const auto thread = std::shared_ptr<OperatorThread>(new OperatorThread(*this));
  threads_.push_back(thread);
  try {
    thread->thread_ = std::thread([crew = shared_from_this(), thread] { thread->work(); });
  } catch (...) {
    threads_.pop_back();
    throw;
  }
  beginning_ = true;
}

// They do nothing more than return.
void OperatorCrew::join_ended() {
  if (ended_ == 0) return;
  std::erase_if(threads_, [](const Thread& thread) {
    if (thread->has_ended_) thread->thread_.join();
    return thread->has_ended_;
  });
  ended_ = 0;
}

OperatorCrew::Next OperatorCrew::next(OperatorThread& thread) {
  if (!process_.is_this()) return {.has_ended = true};
  const std::lock_guard lock(mutex_);
  beginning_ = false;
  if (stopping_ || has_too_many()) {
    thread.has_ended_ = true;
    ++ended_;
    changed_.notify_all();
    return {.has_ended = true};
  }
  if (jobs_.empty()) return {};
  Next next{.job = std::move(jobs_.front())};
  jobs_.pop_front();
  waiting_ = jobs_.size();
  return next;
}

bool OperatorCrew::hold(OperatorThread& thread) {
  bool has_jobs = false;
  {
    const std::lock_guard lock(mutex_);
    if (thread.holds_++ == 0) ++blocked_;
    if (stopping_) return true;  // so it does not wait for long
    if (working() == 0 && !may_grow()) return false;
    try {
      if (working() == 0) begin_thread();
    } catch (const std::system_error&) {
      return false;
    }
    has_jobs = !jobs_.empty();
  }
  if (has_jobs) call_another();
  return true;
}

void OperatorCrew::release(OperatorThread& thread) {
  const std::lock_guard lock(mutex_);
  if (--thread.holds_ == 0) --blocked_;
}

void OperatorCrew::changed() {
  {
    const std::lock_guard lock(mutex_);
    ++changes_;
  }
  changed_.notify_all();
}

bool OperatorCrew::is_of(std::thread::id id) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(threads_, [&](const Thread& thread) { return thread->thread_.get_id() == id; });
}

void OperatorCrew::stop() {
  std::deque<Job> dropped;  // destroyed without the lock
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(jobs_);
    waiting_ = 0;
  }
  bell_.ring_for_all();
}

bool OperatorCrew::wait_until(std::optional<Clock::time_point> end) {
  std::unique_lock lock(mutex_);
  const auto all_have_ended = [this] { return ended_ == threads_.size(); };
  if (end && !changed_.wait_until(lock, *end, all_have_ended)) return false;
  changed_.wait(lock, all_have_ended);
  join_ended();
  return true;
}

std::vector<RunningCall> OperatorCrew::running() const {
  const auto threads = [this] {
    const std::lock_guard lock(mutex_);
    return threads_;
  }();
  std::vector<RunningCall> calls;
  for (const Thread& thread : threads) {
    if (auto call = thread->running()) calls.push_back(*std::move(call));
  }
  return calls;
}

void OperatorCrew::leave() {
  std::unique_lock lock(mutex_);
  while (true) {
    join_ended();
    const std::size_t seen = changes_;
    const auto left = std::exchange(threads_, {});
    lock.unlock();  // a thread's own lock is taken before
    std::vector<Thread> awaited;
    for (const Thread& thread : left) {
      if (thread->leave()) {
        thread->thread_.detach();
      } else {
        awaited.push_back(thread);
      }
    }
    lock.lock();
    threads_ = std::move(awaited);
    ended_ =
        static_cast<std::size_t>(std::ranges::count_if(threads_, [](const Thread& each) { return each->has_ended_; }));
    if (threads_.empty()) return;
    changed_.wait(lock, [&] { return changes_ != seen || ended_ > 0; });
  }
}

}  // namespace baton::engine
