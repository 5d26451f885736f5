// Timers: when they fire, and what they cost.
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

TEST(Runtime, FiresTheTimersBehindAnyNumberOfTimersThatCannotAct) {
  TestLoop test;
  const ProgramPtr waits = TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n");
  for (std::size_t i = 0; i <= kTimerPage; ++i) {
    test.start("bad" + std::to_string(i), waits);
  }
  test.run();
  for (std::size_t i = 0; i <= kTimerPage; ++i) test.store.refuse(InstanceId{"bad" + std::to_string(i)});
  test.start("good", TestLoop::compiled("  - a: { wait: { seconds: 2 } }\n"));
  test.run();
  test.crash();
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.loop->quarantined().size(), kTimerPage + 1);
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.status("good"), Status::Completed);
}

TEST(Runtime, DoesNotReadAgainTheTimersThatCannotAct) {
  TestLoop test;
  test.start("bad", TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n"));
  test.run();
  test.crash();
  test.store.refuse(InstanceId{"bad"});
  test.pass(std::chrono::seconds{1});
  ASSERT_EQ(test.loop->quarantined().size(), 1U);
  EXPECT_EQ(test.loop->wakes_at(), std::nullopt);
}

TEST(Runtime, FiresMoreTimersThanMayBeOnTheirWayAtOnce) {
  TestLoop test;
  const ProgramPtr waits = TestLoop::compiled("  - a: { wait: { seconds: 1 } }\n");
  for (std::size_t i = 0; i <= kMaxFiredTimers; ++i) test.start("x" + std::to_string(i), waits);
  test.run();
  test.crash();
  test.journal.hold();
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.loop->wakes_at(), std::nullopt);  // nothing to do until the commit has finished
  test.journal.release();
  test.run();
  for (std::size_t i = 0; i <= kMaxFiredTimers; ++i) {
    ASSERT_EQ(test.status("x" + std::to_string(i)), Status::Completed);
  }
}

TEST(Runtime, FiresNoTimerTwiceThatWaitsForItsInstance) {
  TestLoop test;
  test.start(
      "x", TestLoop::compiled("  - both: { fork: { branches: [ { a: { call: op.a } }, { b: { wait: PT1S } } ] } }\n"));
  test.run();
  test.journal.hold();
  test.answer(test.calls.at(0), ok(1));
  test.pass(std::chrono::seconds{1});
  test.loop->recover(InstanceId{"x"});
  test.run();
  test.journal.release();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.order, (std::vector<std::string>{"x", "x", "x"}));  // started, answered, fired
}

TEST(Runtime, AWaitOfDaysIsARowInTheStoreAndSurvivesARestart) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - pause: { wait: P3D }\n"));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Waiting);
  EXPECT_FALSE(test.loop->step(test.now));
  EXPECT_EQ(test.loop->wakes_at(), test.now + std::chrono::days(3));
  test.crash();
  test.run();
  EXPECT_EQ(test.loop->wakes_at(), test.now + std::chrono::days(3));
  test.pass(std::chrono::days(3) - Duration{1});
  EXPECT_EQ(test.status("x"), Status::Waiting);
  test.pass(Duration{1});
  EXPECT_EQ(test.status("x"), Status::Completed);
}

}  // namespace
}  // namespace baton::runtime
