#include "engine/commit_thread.hpp"

#include "engine/limits.hpp"

#include <system_error>
#include <utility>

namespace baton::engine {

CommitThread::~CommitThread() {
  stopping_ = true;
  wake();
}

void CommitThread::begin(const runtime::Shard& shard, std::vector<runtime::Write> writes) {
  if (writes.size() < kMinWritesForCommitThread || !has_thread()) {
    result_ = store_.commit(shard, writes);
    return;
  }
  shard_ = shard;
  writes_ = std::move(writes);
  has_work_ = true;
  wake();
}

bool CommitThread::has_thread() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::jthread([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

std::optional<runtime::CommitResult> CommitThread::finished() {
  if (has_work_) return std::nullopt;
  writes_.clear();
  return std::exchange(result_, std::nullopt);
}

void CommitThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(asleep_, false)) return;
  }
  changed_.notify_one();
}

void CommitThread::work() {
  const auto has_news = [this] { return has_work_ || stopping_; };
  Spin spin;
  while (true) {
    if (!spin.until(has_news)) {
      std::unique_lock lock(mutex_);
      asleep_ = !has_news();
      spin.sleep([&] { changed_.wait(lock, [this] { return !asleep_; }); });
    }
    if (!has_work_) return;
    result_ = store_.commit(shard_, writes_);
    has_work_ = false;
    tell_();
  }
}

}  // namespace baton::engine
