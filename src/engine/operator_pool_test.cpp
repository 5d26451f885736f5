// The operators' pool, from many threads.
#include "engine/operator_pool.hpp"

#include <gtest/gtest.h>
#include <support/no_threads.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <span>
#include <thread>

namespace baton::engine {
namespace {

constexpr std::chrono::microseconds kPoolSpin{1'000};

void run(OperatorPool& pool, OperatorPool::Job job) {
  pool.run(std::span(&job, 1));
}

TEST(OperatorPool, WorksWithTheThreadsThatItGets) {
  OperatorPool pool({.threads = 4}, kPoolSpin);
  const testing::NoThreads none;
  std::latch ran(100);
  for (int i = 0; i < 100; ++i) {
    OperatorPool::Job job([&] { ran.count_down(); });
    pool.run({&job, 1});
  }
  ran.wait();
}

TEST(OperatorPool, DoesNotBeginWithoutAThread) {
  const testing::NoThreads none;
  EXPECT_THROW(OperatorPool({.threads = 4}, kPoolSpin), std::system_error);
  EXPECT_NO_THROW(OperatorPool({.threads = 0}, kPoolSpin));
}

TEST(OperatorPool, RunsAsManyTasksAtATimeAsItHasThreads) {
  OperatorPool pool({.threads = 4}, kPoolSpin);
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
  OperatorPool pool({.threads = 2}, kPoolSpin);
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
  OperatorPool pool({.threads = 3}, kPoolSpin);
  std::vector<std::jthread> givers;
  for (int giver = 0; giver < 4; ++giver) {
    givers.emplace_back([&] {
      for (int i = 0; i < each; ++i) run(pool, [&] { done.count_down(); });
    });
  }
  done.wait();
}

// Two jobs that do not return before `opens` is set, in a pool of one thread.
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
  OperatorPool pool{{.threads = 1, .stand_ins = 1}, kPoolSpin};
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
    OperatorPool pool({.threads = 1}, kPoolSpin);
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
    OperatorPool pool({.threads = 2}, kPoolSpin);
    run(pool, [&] { done.count_down(); });
    done.wait();
    if (i % 2 == 0) std::this_thread::yield();
  }
}

TEST(OperatorPool, RunsTasksOnTheCallersThreadWithoutThreadsOfItsOwn) {
  OperatorPool pool({.threads = 0}, kPoolSpin);
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
    OperatorPool pool({.threads = 1}, kPoolSpin);
    run(pool, [&] {
      begun.count_down();
      may_end.wait();
      ++finished;
    });
    begun.wait();
    run(pool, [&] { ++finished; });
    EXPECT_EQ(pool.waiting(), 1u);
    // The second job can only have been dropped by the destructor if that did so before it awaited the first.
    opener = std::jthread([&] {
      while (pool.waiting() != 0) std::this_thread::yield();
      may_end.count_down();
    });
  }
  EXPECT_EQ(finished, 1);
}

}  // namespace
}  // namespace baton::engine
