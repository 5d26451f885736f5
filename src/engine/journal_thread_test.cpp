// The journal's thread.
#include "engine/journal_thread.hpp"
#include "engine/limits.hpp"
#include "engine/mailbox.hpp"

#include "adapters/memory/memory_store.hpp"

#include <gtest/gtest.h>
#include <contract/faulty_store.hpp>
#include <support/no_threads.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <span>
#include <stdexcept>
#include <thread>

namespace baton::engine {
namespace {

constexpr std::chrono::microseconds kJournalSpin{1'000};

std::vector<runtime::Write> first_writes(std::size_t count) {
  std::vector<runtime::Write> writes(count);
  for (std::size_t i = 0; i < count; ++i) {
    writes[i].instance.id = InstanceId{"x" + std::to_string(i)};
    writes[i].instance.revision = Revision{1};
    writes[i].records = {runtime::HistoryRow{.revision = Revision{1}, .at = {}, .body = {}}};
  }
  return writes;
}

runtime::CommitResult result_of(runtime::JournalAnswer answer) {
  return std::get<runtime::Finished<runtime::CommitRequest>>(std::move(answer)).answer;
}

TEST(JournalThread, CommitsSmallBatchesOnTheLoopsThread) {
  testing::FaultyStore store(adapters::open_memory_store());
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(store, meter, kJournalSpin, [] { FAIL() << "there is nobody to wake"; });
  journal.begin(runtime::CommitRequest{first_writes(1)});
  auto answer = journal.finished();
  ASSERT_TRUE(answer);
  EXPECT_EQ(result_of(*std::move(answer)).value().writes.size(), 1u);
  EXPECT_FALSE(journal.finished());  // answered once
}

TEST(JournalThread, RingsWhenALargeBatchIsCommitted) {
  testing::FaultyStore store(adapters::open_memory_store());
  store.fail_next({testing::Fault::Error});
  Mailbox mailbox(1, kJournalSpin);
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(store, meter, kJournalSpin, [&] { mailbox.wake(); });
  const auto outcome = [&] {
    journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
    while (true) {
      if (auto answer = journal.finished()) return result_of(*std::move(answer));
      mailbox.wait(std::nullopt);
      std::vector<Mailbox::Job> none;
      mailbox.take(none);
    }
  };
  EXPECT_FALSE(outcome());
  for (int i = 0; i < 100; ++i) {
    const auto result = outcome();
    ASSERT_TRUE(result);
    const runtime::WriteResult expected = i == 0 ? runtime::WriteResult{runtime::Committed{}} : runtime::Stale{};
    EXPECT_EQ(result->writes, std::vector<runtime::WriteResult>(kMinWritesForCommitThread, expected));
  }
}

TEST(JournalThread, AnswersWhatIsReadWhileItCommits) {
  testing::FaultyStore store(adapters::open_memory_store());
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(store, meter, kJournalSpin, [] {});
  journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
  journal.begin(runtime::LoadRequest{.shard = {}, .ids = {InstanceId{"nobody"}}});
  int commits = 0;
  int loads = 0;
  while (commits + loads < 2) {
    auto answer = journal.finished();
    if (!answer) std::this_thread::yield();
    if (answer) ++(std::holds_alternative<runtime::Finished<runtime::CommitRequest>>(*answer) ? commits : loads);
  }
  EXPECT_EQ(commits, 1);
  EXPECT_EQ(loads, 1);
}

TEST(JournalThread, FinishesTheCommitThatRunsWhenItEnds) {
  testing::FaultyStore store(adapters::open_memory_store());
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread(store, meter, kJournalSpin, [] {
  }).begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
  EXPECT_EQ(store.calls().writes, kMinWritesForCommitThread);
}

TEST(JournalThread, CommitsOnTheLoopsThreadIfThereIsNoOther) {
  const auto store = adapters::open_memory_store();
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(*store, meter, kJournalSpin, [] {});
  {
    const testing::NoThreads none;
    journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
    EXPECT_TRUE(journal.finished());
  }
  journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
  while (!journal.finished()) std::this_thread::yield();
}

}  // namespace
}  // namespace baton::engine
