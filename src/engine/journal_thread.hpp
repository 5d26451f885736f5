// The journal of a store that answers at once, with a thread for its commits: while one waits for the disk, the loop prepares
// the next batch. A small batch is committed at once: to hand it over would take longer than it saves, and what is queued
// meanwhile makes the next one larger. Everything else is answered at once, on the loop's thread.
//
// The thread begins with the first batch that is not small. Without a thread, all are committed on the thread of the caller.
// The destructor waits for the commit that runs.
#pragma once

#include "engine/commit_meter.hpp"
#include "engine/doorbell.hpp"
#include "runtime/ports/immediate_journal.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <thread>

namespace baton::engine {

class JournalThread final : public runtime::Journal {
 public:
  // `ring` is called on the thread when finished() has a result. The store is called from both threads.
  JournalThread(runtime::Store& store, CommitMeter& meter, std::chrono::microseconds longest_spin,
                std::function<void()> ring)
      : store_(store),
        meter_(store.outlives_process() ? &meter : nullptr),
        at_once_(store),
        ring_(std::move(ring)),
        bell_(longest_spin) {}
  ~JournalThread() override;

  void begin(runtime::JournalRequest request) override;
  [[nodiscard]] std::optional<runtime::JournalAnswer> finished() override;

 private:
  [[nodiscard]] bool has_thread();
  void work();
  template <class Commit>
  auto measured(std::size_t writes, Commit commit);

  runtime::Store& store_;
  CommitMeter* meter_;  // nullptr: commits in memory wait for nothing, and to measure them would cost as much
  runtime::ImmediateJournal at_once_;
  std::function<void()> ring_;
  // The thread's while it has work, otherwise the loop's.
  std::optional<runtime::JournalRequest> commit_;
  std::optional<runtime::JournalAnswer> committed_;

  std::atomic<bool> has_work_ = false;
  std::atomic<bool> stopping_ = false;
  Doorbell bell_;
  std::jthread thread_;
};

}  // namespace baton::engine
