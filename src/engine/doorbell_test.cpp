#include "engine/doorbell.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

namespace baton::engine {
namespace {

using std::chrono::microseconds;

// With waiters that spin, that sleep at once, and that mostly do the one and then the other.
class DoorbellThat : public testing::TestWithParam<microseconds> {
 protected:
  Doorbell bell_{GetParam()};
};

TEST_P(DoorbellThat, DoesNotBlockAThreadThatMissedARing) {
  const auto heard = bell_.rings();
  EXPECT_FALSE(bell_.ring()) << "nobody waits";
  bell_.wait(heard);  // returns
  bell_.wait(heard);  // and again
  EXPECT_EQ(bell_.rings(), heard + 1);
}

TEST_P(DoorbellThat, WaitsNoLongerThanTheLimit) {
  bell_.wait(bell_.rings(), Duration{0});
  bell_.wait(bell_.rings(), Duration{3});
  EXPECT_FALSE(bell_.ring()) << "nobody waits any more";
}

TEST_P(DoorbellThat, WakesForEachOfManyRings) {
  constexpr int kRingers = 4;
  constexpr int kEach = 2'000;
  std::atomic<int> given = 0;
  std::vector<std::jthread> ringers;
  for (int ringer = 0; ringer < kRingers; ++ringer) {
    ringers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        ++given;
        bell_.ring();
        if (i % 64 == 0) std::this_thread::yield();
      }
    });
  }
  int taken = 0;
  while (taken < kRingers * kEach) {
    const auto heard = bell_.rings();
    const int now = given;
    if (now == taken) bell_.wait(heard);
    taken = now;
  }
  EXPECT_EQ(taken, kRingers * kEach);
}

// Two threads that wait for each other in turn: one ring that was missed would stop both.
TEST_P(DoorbellThat, LosesNoRingBetweenLookingAndFallingAsleep) {
  constexpr int kTurns = 3'000;
  Doorbell other{GetParam()};
  std::atomic<int> turn = 0;
  const auto play = [&](Doorbell& own, Doorbell& next, int mine) {
    while (turn < kTurns) {
      const auto heard = own.rings();
      if (turn % 2 != mine) {
        own.wait(heard);
        continue;
      }
      ++turn;
      next.ring();
    }
    next.ring();
  };
  std::jthread first([&] { play(bell_, other, 0); });
  play(other, bell_, 1);
  EXPECT_GE(turn, kTurns);
}

// Each takes one and rings for the next if there is more.
TEST_P(DoorbellThat, WakesAsManyThreadsAsThereIsWorkFor) {
  constexpr int kWorkers = 4;
  constexpr int kRounds = 300;
  std::mutex mutex;
  int jobs = 0;
  bool is_over = false;
  std::atomic<int> done = 0;
  std::vector<std::jthread> workers;
  for (int worker = 0; worker < kWorkers; ++worker) {
    workers.emplace_back([&] {
      while (true) {
        const auto heard = bell_.rings();
        bool has_job = false;
        bool is_more = false;
        {
          const std::lock_guard lock(mutex);
          if (is_over) return;
          has_job = jobs > 0;
          if (has_job) is_more = --jobs > 0;
        }
        if (is_more) bell_.ring();
        if (has_job) {
          ++done;
          done.notify_all();
        } else {
          bell_.wait(heard);
        }
      }
    });
  }
  for (int round = 1; round <= kRounds; ++round) {
    {
      const std::lock_guard lock(mutex);
      jobs += kWorkers;
    }
    bell_.ring();
    for (int now = done; now < round * kWorkers; now = done) done.wait(now);
  }
  {
    const std::lock_guard lock(mutex);
    is_over = true;
  }
  bell_.ring_for_all();
  workers.clear();
  EXPECT_EQ(done, kRounds * kWorkers);
}

TEST_P(DoorbellThat, WakesAllWhereItRingsForAll) {
  for (int round = 0; round < 100; ++round) {
    std::atomic<bool> is_over = false;
    std::latch waiting(3);
    std::vector<std::jthread> waiters;
    for (int i = 0; i < 3; ++i) {
      waiters.emplace_back([&] {
        waiting.count_down();
        while (true) {
          const auto heard = bell_.rings();
          if (is_over) return;
          bell_.wait(heard);
        }
      });
    }
    waiting.wait();
    is_over = true;
    bell_.ring_for_all();
  }
}

TEST_P(DoorbellThat, MixesLimitsAndRings) {
  std::atomic<bool> is_over = false;
  std::jthread ringer([&] {
    while (!is_over) bell_.ring();
  });
  std::vector<std::jthread> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.emplace_back([&] {
      for (int turn = 0; turn < 500; ++turn) bell_.wait(bell_.rings(), Duration{turn % 2});
    });
  }
  waiters.clear();
  is_over = true;
}

INSTANTIATE_TEST_SUITE_P(, DoorbellThat, testing::Values(microseconds{1'000}, microseconds{0}, microseconds{5}),
                         [](const auto& spin) { return "SpinsFor" + std::to_string(spin.param.count()); });

}  // namespace
}  // namespace baton::engine
