#include "engine/journal_thread.hpp"

#include "engine/limits.hpp"

#include <system_error>
#include <utility>

namespace baton::engine {

JournalThread::~JournalThread() {
  stopping_ = true;
  bell_.ring();
}

template <class Commit>
auto JournalThread::measured(std::size_t writes, Commit commit) {
  return meter_ == nullptr ? commit() : meter_->measure(writes, std::move(commit));
}

void JournalThread::begin(runtime::JournalRequest request) {
  const auto* commit = std::get_if<runtime::CommitRequest>(&request);
  if (commit == nullptr) return at_once_.begin(std::move(request));
  const std::size_t writes = commit->writes.size() + commit->published.size();
  if (writes < kMinWritesForCommitThread || !has_thread()) {
    return measured(writes, [&] { at_once_.begin(std::move(request)); });
  }
  commit_ = std::move(request);
  has_work_ = true;
  bell_.ring();
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

void JournalThread::work() {
  while (true) {
    const Doorbell::Rings heard = bell_.rings();
    if (has_work_) {
      runtime::JournalRequest request = *std::exchange(commit_, std::nullopt);
      const auto& commit = std::get<runtime::CommitRequest>(request);
      committed_ = measured(commit.writes.size() + commit.published.size(),
                            [&] { return runtime::answer_at_once(store_, std::move(request)); });
      has_work_ = false;
      ring_();
    } else if (stopping_) {
      return;
    } else {
      bell_.wait(heard);
    }
  }
}

}  // namespace baton::engine
