// Commits: what waits for them, and what happens when they fail.
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

using testing::Fault;

TEST(Runtime, ExecutesNothingBeforeItIsCommitted) {
  TestLoop test;
  test.store.fail_next({Fault::Error});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_TRUE(test.calls.empty());
  EXPECT_TRUE(test.results.empty());
  ASSERT_TRUE(test.loop->store_failure());
  test.pass(kLastStoreRetry);
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_FALSE(test.loop->store_failure());
}

TEST(Runtime, PreparesTheNextBatchWhileOneIsCommitted) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.journal.hold();
  test.start("x", program);
  test.run();
  test.start("y", program);
  test.start("z", program);
  test.run();
  EXPECT_EQ(test.journal.begun, std::vector<std::size_t>{1});
  EXPECT_TRUE(test.calls.empty());  // nothing goes out before its commit is known to have happened
  EXPECT_FALSE(test.loop->wakes_at());
  test.journal.release();
  test.run();
  EXPECT_EQ(test.journal.begun, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(test.calls.size(), 3U);
}

TEST(Runtime, LetsEventsWaitForTheCommitOfTheirInstance) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.start("x", program);
  test.run();
  test.journal.hold();
  test.answer(test.calls.at(0), ok(1));
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.start("x", program);
  test.run();
  EXPECT_EQ(test.results.size(), 1U);
  test.journal.release();
  test.run();
  EXPECT_EQ(test.results.size(), 3U);
  EXPECT_EQ(test.status("x"), Status::Suspended);
  EXPECT_EQ(test.order, (std::vector<std::string>{"x", "x", "x"}));  // started, answered, suspended
}

TEST(Runtime, LosesNothingWhenACommitFailsWhileTheNextBatchIsPrepared) {
  for (const Fault fault : {Fault::Error, Fault::UnknownApplied, Fault::UnknownLost}) {
    TestLoop test;
    const ProgramPtr program = TestLoop::compiled(kCallTwice);
    test.journal.hold();
    test.store.fail_next({fault});
    test.start("x", program);
    test.run();
    test.start("y", program);
    test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
    test.run();
    test.journal.release();
    test.run();
    test.pass(kLastStoreRetry);
    EXPECT_EQ(test.results.size(), 3U);
    EXPECT_EQ(test.status("x"), Status::Suspended);
    EXPECT_EQ(test.status("y"), Status::Running);
    EXPECT_FALSE(test.loop->store_failure());
  }
}

TEST(Runtime, FindsOutWhetherACommitOfUnknownOutcomeHappened) {
  for (const Fault fault : {Fault::UnknownApplied, Fault::UnknownLost}) {
    TestLoop test;
    test.store.fail_next({fault});
    test.start("x", TestLoop::compiled(kCallTwice));
    test.run();
    test.pass(kLastStoreRetry);
    EXPECT_EQ(test.calls.size(), 1U);
    ASSERT_EQ(test.results.size(), 1U);
    EXPECT_TRUE(test.results[0]);
    test.answer(test.calls[0], ok(1));
    EXPECT_EQ(test.calls.size(), 2U);
  }
}

TEST(Runtime, PausesWhenCommitsAreLostAgainAndAgain) {
  TestLoop test;
  test.store.fail_next({Fault::UnknownLost, Fault::UnknownLost, Fault::UnknownLost});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_EQ(test.store.calls().commits, 1U);
  EXPECT_GT(test.loop->wakes_at(), test.now);
  for (int i = 0; i < 3; ++i) test.pass(kLastStoreRetry);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, QuarantinesAnInstanceWhoseWriteIsRefusedAndContinuesWithTheOthers) {
  TestLoop test;
  test.store.refuse(InstanceId{"bad"});
  test.start("bad", TestLoop::compiled(kCallTwice));
  test.start("good", TestLoop::compiled(kCallTwice));
  test.run();
  ASSERT_EQ(test.results.size(), 2U);
  ASSERT_FALSE(test.results[0]);
  EXPECT_EQ(test.results[0].error().kind, Rejection::Kind::Quarantined);
  EXPECT_TRUE(test.results[1]);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, SaysThatItWasBusyWhenItLearnsWhatCameOfACommit) {
  TestLoop test;
  test.store.fail_next({Fault::UnknownApplied});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.store.fail_next_loads(1);
  test.run();
  ASSERT_TRUE(test.calls.empty());
  test.now += kLastStoreRetry;
  EXPECT_TRUE(test.loop->step(test.now));
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, SavesWhatHappensToOneInstanceTogether) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a:\n      fork:\n        branches:\n"
                                     "          - b: { do: [ { one: { call: op.a } }, { two: { call: op.b } } ] }\n"
                                     "          - c: { call: op.a }\n"));
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  const auto commits = test.store.calls().commits;
  for (const CallRequest& call : {test.calls[0], test.calls[1]}) {
    test.loop->answer({call.instance, call.key, ok(1)});
  }
  test.run();
  EXPECT_EQ(test.store.calls().commits, commits + 1);
  EXPECT_EQ(test.store.history(InstanceId{"x"}, Revision{}, 10)->size(), 3U);
  ASSERT_EQ(test.calls.size(), 3U);
  EXPECT_EQ(test.calls[2].call.function, "op.b");
  test.answer(test.calls[2], ok(2));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, MakesNoCallThatALaterEventOfTheSameWriteWithdraws) {
  TestLoop test;
  const auto program = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0',\n"
      "  metadata: { retry: { delay: { milliseconds: 0 }, limit: { attempt: { count: 5 } } } } }\n"
      "do:\n  - a: { call: op.a, timeout: { after: { seconds: 1 } } }\n");
  ASSERT_TRUE(program);
  test.start("x", program->program);
  test.run();
  const CallRequest first = test.calls.at(0);
  test.now += std::chrono::seconds{1};
  const Problem busy = make_problem(ProblemKind::Communication, 503, "busy");
  test.loop->answer({first.instance, first.key, core::Failed{busy}});
  test.run();  // the answer leads to another attempt, and the timer behind it ends the task
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, WritesNoUntouchedPayloadAgain) {
  TestLoop test;
  const Value payload = Value::object(
      {{"big", Value::string(std::string(100'000, 'x'))}, {"items", parse_json("[1,2,3,4,5,6]").value()}});
  test.start("x",
             TestLoop::compiled("  - loop:\n      for: { each: i, in: .items }\n      do:\n        - a: { call: op.a, "
                                "with: { i: '${ $i }' }, output: { as: $input } }\n"),
             payload);
  test.run();
  const std::size_t parts_at_start = test.store.parts(InstanceId{"x"}).value().size();
  for (int i = 0; i < 6; ++i) test.answer(test.calls[static_cast<std::size_t>(i)], ok(i));
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_LE(test.store.parts(InstanceId{"x"}).value().size(), parts_at_start);
  const auto rows = test.store.history(InstanceId{"x"}, Revision{0}, 100).value();
  for (const HistoryRow& row : rows) EXPECT_LT(row.body.size(), 2'000U);
}

// Whoever asks the loop for something, to stop for example, waits for one turn.
TEST(Runtime, ATurnTakesAsManyEventsAsItsStepsAllow) {
  TestLoop test;
  const ProgramPtr heavy = TestLoop::compiled(
      "  - loop: { for: { in: '[range(60)]' }, do: [ { a: { set: { x: '${ reduce range(30000) as $i (0; . + $i) }' } } "
      "} ] }\n");
  constexpr std::size_t count = 12;
  for (std::size_t i = 0; i < count; ++i) test.start("x" + std::to_string(i), heavy);
  for (int turn = 0; turn < 3; ++turn) test.loop->step(test.now);
  ASSERT_FALSE(test.journal.begun.empty());
  EXPECT_LT(test.journal.begun.front(), count);
}

}  // namespace
}  // namespace baton::runtime
