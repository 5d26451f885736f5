// The mailbox, the journal's thread and the operators' pool, from many threads.
#include "engine/journal_thread.hpp"
#include "engine/limits.hpp"
#include "engine/mailbox.hpp"
#include "engine/operator_pool.hpp"
#include "engine/promised_reply.hpp"
#include "engine/subscribers.hpp"

#include "adapters/memory/memory_store.hpp"

#include <gtest/gtest.h>
#include <contract/faulty_store.hpp>
#include <support/no_threads.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <span>
#include <stdexcept>
#include <thread>

namespace baton::engine {
namespace {

constexpr std::chrono::microseconds kSpin{1'000};

std::vector<Mailbox::Task> taken_from(Mailbox& mailbox) {
  std::vector<Mailbox::Task> tasks;
  mailbox.take(tasks);
  return tasks;
}

TEST(Mailbox, KeepsTheOrderOfWhatOneThreadPutsIn) {
  Mailbox mailbox(10, kSpin);
  std::vector<int> seen;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(mailbox.offer([&seen, i] { seen.push_back(i); }));
  for (Mailbox::Task& task : taken_from(mailbox)) task();
  EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
  EXPECT_TRUE(taken_from(mailbox).empty());
}

TEST(Mailbox, RefusesRequestsButNotAnswersWhenItIsFull) {
  Mailbox mailbox(1, kSpin);
  EXPECT_TRUE(mailbox.offer([] {}));
  EXPECT_FALSE(mailbox.offer([] {}));
  mailbox.push([] {});
  EXPECT_EQ(taken_from(mailbox).size(), 2u);
}

TEST(Mailbox, DropsEverythingOnceItIsClosed) {
  Mailbox mailbox(10, kSpin);
  const auto held = std::make_shared<int>(1);
  mailbox.push([held] {});
  mailbox.close();
  EXPECT_TRUE(mailbox.offer([held] {}));
  mailbox.push([held] {});
  std::vector<Mailbox::Task> tasks;
  EXPECT_FALSE(mailbox.take(tasks));
  EXPECT_TRUE(tasks.empty());
  EXPECT_EQ(held.use_count(), 1);
  mailbox.wait(std::nullopt);  // returns
}

TEST(PromisedReply, SaysThatTheEngineIsClosingWhenItIsDropped) {
  Mailbox mailbox(10, kSpin);
  PromisedReply<int> reply;
  std::future<Result<int>> result = reply.future();
  EXPECT_TRUE(mailbox.offer([reply = std::move(reply)] { reply(1); }));
  EXPECT_NE(result.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  mailbox.close();
  ASSERT_EQ(result.wait_for(std::chrono::seconds{0}), std::future_status::ready);
  EXPECT_EQ(result.get().error().kind, Error::Kind::Unavailable);
}

TEST(Mailbox, WakesAWaitingThread) {
  Mailbox mailbox(1'000, kSpin);
  std::vector<std::jthread> senders;
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&] {
      for (int i = 0; i < 50; ++i) mailbox.push([] {});
    });
  }
  std::size_t taken = 0;
  while (taken < 200) {
    mailbox.wait(std::nullopt);
    taken += taken_from(mailbox).size();
  }
  EXPECT_EQ(taken, 200u);
}

TEST(Mailbox, WaitsNoLongerThanUntilATimeThatHasPassed) {
  Mailbox mailbox(1, kSpin);
  mailbox.wait(Duration{});  // returns
  EXPECT_TRUE(taken_from(mailbox).empty());
}

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
  JournalThread journal(store, meter, kSpin, [] { FAIL() << "there is nobody to wake"; });
  journal.begin(runtime::CommitRequest{first_writes(1)});
  auto answer = journal.finished();
  ASSERT_TRUE(answer);
  EXPECT_EQ(result_of(*std::move(answer)).value().size(), 1u);
  EXPECT_FALSE(journal.finished());  // answered once
}

TEST(JournalThread, RingsWhenALargeBatchIsCommitted) {
  testing::FaultyStore store(adapters::open_memory_store());
  store.fail_next({testing::Fault::Error});
  Mailbox mailbox(1, kSpin);
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(store, meter, kSpin, [&] { mailbox.wake(); });
  const auto outcome = [&] {
    journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
    while (true) {
      if (auto answer = journal.finished()) return result_of(*std::move(answer));
      mailbox.wait(std::nullopt);
      static_cast<void>(taken_from(mailbox));
    }
  };
  EXPECT_FALSE(outcome());
  for (int i = 0; i < 100; ++i) {
    const auto result = outcome();
    ASSERT_TRUE(result);
    const runtime::WriteResult expected = i == 0 ? runtime::WriteResult{runtime::Committed{}} : runtime::Stale{};
    EXPECT_EQ(*result, std::vector<runtime::WriteResult>(kMinWritesForCommitThread, expected));
  }
}

TEST(JournalThread, AnswersWhatIsReadWhileItCommits) {
  testing::FaultyStore store(adapters::open_memory_store());
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(store, meter, kSpin, [] {});
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
  JournalThread(store, meter, kSpin, [] {}).begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
  EXPECT_EQ(store.calls().writes, kMinWritesForCommitThread);
}

void run(OperatorPool& pool, OperatorPool::Task task) {
  pool.run(std::span(&task, 1));
}

TEST(JournalThread, CommitsOnTheLoopsThreadIfThereIsNoOther) {
  const auto store = adapters::open_memory_store();
  Log log(nullptr);
  CommitMeter meter(log);
  JournalThread journal(*store, meter, kSpin, [] {});
  {
    const testing::NoThreads none;
    journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
    EXPECT_TRUE(journal.finished());
  }
  journal.begin(runtime::CommitRequest{first_writes(kMinWritesForCommitThread)});
  while (!journal.finished()) std::this_thread::yield();
}

TEST(OperatorPool, WorksWithTheThreadsThatItGets) {
  OperatorPool pool({.threads = 4}, kSpin);
  const testing::NoThreads none;
  std::latch ran(100);
  for (int i = 0; i < 100; ++i) {
    OperatorPool::Task task([&] { ran.count_down(); });
    pool.run({&task, 1});
  }
  ran.wait();
}

TEST(OperatorPool, DoesNotBeginWithoutAThread) {
  const testing::NoThreads none;
  EXPECT_THROW(OperatorPool({.threads = 4}, kSpin), std::system_error);
  EXPECT_NO_THROW(OperatorPool({.threads = 0}, kSpin));
}

TEST(OperatorPool, RunsAsManyTasksAtATimeAsItHasThreads) {
  OperatorPool pool({.threads = 4}, kSpin);
  std::latch all_run(4);  // opens only if all four run at the same time
  std::latch done(4);
  for (int i = 0; i < 4; ++i) {
    run(pool, [&] {
      all_run.arrive_and_wait();
      done.count_down();
    });
  }
  done.wait();
}

TEST(OperatorPool, RunsNoMoreTasksAtATimeThanItHasThreads) {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::latch done(100);
  OperatorPool pool({.threads = 2}, kSpin);
  for (int i = 0; i < 100; ++i) {
    run(pool, [&] {
      const int now = ++running;
      int seen = most;
      while (seen < now && !most.compare_exchange_weak(seen, now)) {
      }
      --running;
      done.count_down();
    });
  }
  done.wait();
  EXPECT_LE(most, 2);
}

TEST(OperatorPool, RunsAllThatManyThreadsGiveIt) {
  constexpr int each = 2'000;
  std::latch done(4 * each);
  OperatorPool pool({.threads = 3}, kSpin);
  std::vector<std::jthread> givers;
  for (int giver = 0; giver < 4; ++giver) {
    givers.emplace_back([&] {
      for (int i = 0; i < each; ++i) run(pool, [&] { done.count_down(); });
    });
  }
  done.wait();
}

// Two tasks that do not return before `opens` is set, in a pool of one thread.
class HeldTasks {
 public:
  OperatorThread::Run begin_one() {
    std::promise<OperatorThread::Run> begun;
    run(pool, [this, &begun] {
      OperatorThread::begin_operator("a.b", {.instance = {"x"}, .idempotency_key = {"key"}, .deadline = {}});
      begun.set_value(OperatorThread::current_run());
      opened.wait();
    });
    return begun.get_future().get();
  }

  std::promise<void> opens;
  std::shared_future<void> opened = opens.get_future().share();
  OperatorPool pool{{.threads = 1, .stand_ins = 1}, kSpin};
};

TEST(OperatorPool, HasAThreadInPlaceOfOneThatIsGivenUp) {
  HeldTasks held;
  const OperatorThread::Run first = held.begin_one();
  first.give_up();
  first.give_up();
  EXPECT_EQ(held.pool.blocked(), 1u);
  held.begin_one().give_up();
  std::latch ran(1);
  run(held.pool, [&] { ran.count_down(); });
  EXPECT_EQ(held.pool.waiting(), 1u) << "no more than one stands in";
  held.opens.set_value();
  ran.wait();
  while (held.pool.blocked() > 0) std::this_thread::yield();
  first.give_up();  // it has ended
  EXPECT_EQ(held.pool.blocked(), 0u);
}

TEST(OperatorPool, GivesUpATaskAlsoWhereTheSystemGivesNoThread) {
  HeldTasks held;
  const OperatorThread::Run first = held.begin_one();
  {
    const testing::NoThreads none;
    first.give_up();
  }
  held.opens.set_value();
  std::latch ran(1);
  run(held.pool, [&] { ran.count_down(); });
  ran.wait();
}

TEST(OperatorPool, LeavesBehindWhatDoesNotReturnAfterItIsStopped) {
  std::promise<void> opens;
  std::promise<void> returned;
  {
    HeldTasks held;
    held.opens.swap(opens);
    std::promise<void> begun;
    run(held.pool, [&, opened = held.opened] {
      OperatorThread::begin_operator("a.b", {.instance = {"x"}, .idempotency_key = {"key"}, .deadline = {}});
      begun.set_value();
      opened.wait();
      returned.set_value();
    });
    begun.get_future().wait();
    EXPECT_EQ(held.pool.stop({}),
              (std::vector{RunningCall{.function = "a.b", .instance = {"x"}, .idempotency_key = {"key"}}}));
  }
  opens.set_value();
  returned.get_future().wait();
}

TEST(OperatorPool, WaitsForATaskThatIsNotInAnOperator) {
  std::atomic<bool> has_returned = false;
  {
    std::latch begun(1);
    OperatorPool pool({.threads = 1}, kSpin);
    run(pool, [&] {
      begun.count_down();
      for (int i = 0; i < 1'000; ++i) std::this_thread::yield();
      has_returned = true;
    });
    begun.wait();
    EXPECT_TRUE(pool.stop({}).empty());
  }
  EXPECT_TRUE(has_returned);
}

TEST(OperatorPool, EndsInEveryStateOfItsThreads) {
  for (int i = 0; i < 200; ++i) {
    std::latch done(1);
    OperatorPool pool({.threads = 2}, kSpin);
    run(pool, [&] { done.count_down(); });
    done.wait();
    if (i % 2 == 0) std::this_thread::yield();
  }
}

TEST(OperatorPool, RunsTasksOnTheCallersThreadWithoutThreadsOfItsOwn) {
  OperatorPool pool({.threads = 0}, kSpin);
  std::thread::id ran_on;
  run(pool, [&] { ran_on = std::this_thread::get_id(); });
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(OperatorPool, FinishesWhatRunsAndDropsWhatWaitsWhenItEnds) {
  std::latch begun(1);
  std::latch may_end(1);
  std::atomic<int> finished = 0;
  std::jthread opener;
  {
    OperatorPool pool({.threads = 1}, kSpin);
    run(pool, [&] {
      begun.count_down();
      may_end.wait();
      ++finished;
    });
    begun.wait();
    run(pool, [&] { ++finished; });
    EXPECT_EQ(pool.waiting(), 1u);
    // The second task can only have been dropped by the destructor if that did so before it awaited the first.
    opener = std::jthread([&] {
      while (pool.waiting() != 0) std::this_thread::yield();
      may_end.count_down();
    });
  }
  EXPECT_EQ(finished, 1);
}

TEST(Subscribers, AreToldInOrderUntilTheirHandleIsGone) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::vector<std::string> seen;
  auto handle = subscribers->add([&](const HistoryEntry& entry) { seen.push_back(entry.kind); });
  EXPECT_FALSE(subscribers->empty());
  HistoryEntry first;
  first.kind = "first";
  HistoryEntry second;
  second.kind = "second";
  subscribers->tell({first, second});
  handle.reset();
  subscribers->tell({first});
  EXPECT_EQ(seen, (std::vector<std::string>{"first", "second"}));
  EXPECT_TRUE(subscribers->empty());
}

TEST(Subscribers, AreToldAlsoWhereOneOfThemThrows) {
  const auto subscribers = std::make_shared<Subscribers>();
  int told = 0;
  const auto count = [&](const HistoryEntry&) { ++told; };
  const auto before = subscribers->add(count);
  const auto throwing = subscribers->add([&](const HistoryEntry&) {
    ++told;
    throw std::runtime_error("broken");
  });
  const auto throwing_too = subscribers->add([&](const HistoryEntry&) {
    ++told;
    throw 7;
  });
  const auto after = subscribers->add(count);
  subscribers->tell({{}, {}});
  EXPECT_EQ(told, 8);
}

TEST(Subscribers, MayDropAnyHandleInACall) {
  const auto subscribers = std::make_shared<Subscribers>();
  const auto held = std::make_shared<int>(0);  // by each of them
  std::vector<std::shared_ptr<void>> handles(3);
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < handles.size(); ++i) {
    handles[i] = subscribers->add([&, held, i](const HistoryEntry&) {
      told.push_back(i);
      if (i != 1) return;
      handles.clear();
      EXPECT_EQ(held.use_count(), 2) << "the one that runs, and the test";
    });
  }
  subscribers->tell({{}, {}});
  subscribers->tell({{}});
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(subscribers->empty());
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Subscribers, MayAddOthersInACall) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::vector<std::shared_ptr<void>> handles;
  int told = 0;
  handles.push_back(subscribers->add(
      [&](const HistoryEntry&) { handles.push_back(subscribers->add([&](const HistoryEntry&) { ++told; })); }));
  subscribers->tell({{}});
  EXPECT_EQ(told, 0);
  subscribers->tell({{}});
  EXPECT_EQ(told, 1);
}

TEST(Subscribers, AreNotCalledOnceTheirHandleIsGone) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::atomic<bool> is_over = false;
  std::jthread telling([&] {
    while (!is_over) subscribers->tell({{}, {}});
  });
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> told = 0;
    std::vector<int> used(1, 0);  // not to be touched once the handle is gone
    auto handle = subscribers->add([&](const HistoryEntry&) {
      ++used.at(0);
      ++told;
    });
    while (told == 0) std::this_thread::yield();
    handle.reset();
    used.clear();
  }
  is_over = true;
}

TEST(Subscribers, KeepNoneOfTheOthersWaitingWhileOneRuns) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::latch running(1);
  std::latch dropped(1);
  const auto slow = subscribers->add([&](const HistoryEntry&) {
    running.count_down();
    dropped.wait();
  });
  auto other = subscribers->add([](const HistoryEntry&) {});
  std::jthread telling([&] { subscribers->tell({{}}); });
  running.wait();
  other.reset();
  auto another = subscribers->add([](const HistoryEntry&) {});
  dropped.count_down();
}

}  // namespace
}  // namespace baton::engine
