// The committer with a thread of its own: while it waits for the disk, the loop prepares the next batch. A small batch is
// committed at once: to hand it over would take longer than it saves, and what is queued meanwhile makes the next one
// larger.
//
// The thread begins with the first batch that is not small. Without a thread, all are committed on the thread of the caller. The destructor waits for the commit that runs.
#pragma once

#include "engine/spin.hpp"
#include "runtime/ports/committer.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace baton::engine {

class CommitThread final : public runtime::Committer {
 public:
  // `tell` is called on the thread when finished() has a result. The store is called from both threads.
  CommitThread(runtime::Store& store, std::function<void()> tell) : store_(store), tell_(std::move(tell)) {}
  ~CommitThread() override;

  void begin(const runtime::Shard& shard, std::vector<runtime::Write> writes) override;
  [[nodiscard]] std::optional<runtime::CommitResult> finished() override;

 private:
  [[nodiscard]] bool has_thread();
  void work();
  void wake();

  runtime::Store& store_;
  std::function<void()> tell_;
  // The thread's while it has work, otherwise the loop's.
  runtime::Shard shard_;
  std::vector<runtime::Write> writes_;
  std::optional<runtime::CommitResult> result_;

  std::atomic<bool> has_work_ = false;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool asleep_ = false;
  std::jthread thread_;
};

}  // namespace baton::engine
