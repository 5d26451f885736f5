#include "engine/journal_thread.hpp"

#include "engine/limits.hpp"

#include <system_error>
#include <utility>

namespace baton::engine {

JournalThread::~JournalThread() {
  stopping_ = true;
  wake();
}

void JournalThread::begin(runtime::JournalRequest request) {
  const auto* commit = std::get_if<runtime::CommitRequest>(&request);
  if (commit == nullptr || commit->writes.size() < kMinWritesForCommitThread || !has_thread()) {
    return at_once_.begin(std::move(request));
  }
  commit_ = std::move(request);
  has_work_ = true;
  wake();
}

bool JournalThread::has_thread() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::jthread([this] { work(); });
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

std::optional<runtime::JournalAnswer> JournalThread::finished() {
  if (!has_work_ && committed_) return std::exchange(committed_, std::nullopt);
  return at_once_.finished();
}

void JournalThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(asleep_, false)) return;
  }
  changed_.notify_one();
}

void JournalThread::work() {
  const auto has_news = [this] { return has_work_ || stopping_; };
  Spin spin;
  while (true) {
    if (!spin.until(has_news)) {
      std::unique_lock lock(mutex_);
      asleep_ = !has_news();
      spin.sleep([&] { changed_.wait(lock, [this] { return !asleep_; }); });
    }
    if (!has_work_) return;
    committed_ = runtime::answer_at_once(store_, *std::exchange(commit_, std::nullopt));
    has_work_ = false;
    ring_();
  }
}

}  // namespace baton::engine
