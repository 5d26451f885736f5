#include "adapters/http/answers.hpp"

#include "adapters/http/limits.hpp"

#include <system_error>
#include <utility>

namespace baton::http {

Answers::~Answers() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Answers::give(Answer answer) {
  if (waiting() == 0 && (answer.bytes <= kMaxBytesAnsweredAtOnce || !has_thread())) return answer.give();
  {
    const std::scoped_lock lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  changed_.notify_one();
}

std::size_t Answers::waiting() const {
  const std::scoped_lock lock(mutex_);
  return answers_.size();
}

// Without one the answers are given where they come from.
bool Answers::has_thread() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::thread([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void Answers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return is_stopping_ || !answers_.empty(); });
    if (is_stopping_) return;
    {
      auto give = std::move(answers_.front().give);
      lock.unlock();
      give();
    }  // what it holds is released without the lock
    lock.lock();
    answers_.pop_front();
    lock.unlock();
    given_();
    lock.lock();
  }
}

}  // namespace baton::http
