// What a restart takes up again.
#include "core/call_arguments.hpp"

#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

TEST(Runtime, IssuesAgainWhatWasInFlightUnderTheSameKey) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  const IntentKey key = test.calls[0].key;
  test.crash();
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].key, key);
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.calls.size(), 2U);
}

TEST(Runtime, MovesOnlyWhatItIsAskedForUntilItRecoversEverything) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.start("y", TestLoop::compiled(kCallTwice));
  test.start("z", TestLoop::compiled("  - pause: { wait: PT1S }\n"));
  test.run();
  test.boot();
  test.loop->recover(InstanceId{"x"});
  test.pass(std::chrono::seconds{5});
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].instance.value, "x");
  EXPECT_EQ(test.status("z"), Status::Waiting);

  test.loop->recover();
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].instance.value, "y");
  EXPECT_EQ(test.status("z"), Status::Completed);
}

TEST(Runtime, IssuesNoCallAgainWhoseAnswerIsOnItsWay) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->answer({test.calls[0].instance, test.calls[0].key, ok(1)});
  test.loop->recover(InstanceId{"x"});
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_NE(test.calls[0].key, test.calls[1].key);
}

TEST(Runtime, ACommandTakesOverAnInterruptedInstanceWithItsTimersAndChildren) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n  - b: { "
      "wait: PT1S }\n");
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.boot();
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  ASSERT_EQ(test.calls.size(), 1U) << "the child's call";
  test.answer(test.calls[0], ok(1));
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, DoesNotRepeatACallThatIsNotIdempotentAfterACrash) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { call: op.a, metadata: { idempotent: false } }\n"));
  test.run();
  test.crash();
  test.run();
  EXPECT_TRUE(test.calls.empty());
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->type, problem_type(ProblemKind::Runtime));
}

TEST(Runtime, ASuspendedInstanceIssuesNothingAfterARestartUntilItIsResumed) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.crash();
  test.run();
  EXPECT_TRUE(test.calls.empty());
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, ATimerThatASuspendedInstanceHoldsIsNotTakenAgain) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { wait: PT1S }\n  - b: { wait: PT1S }\n"));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.boot();
  test.loop->recover(InstanceId{"x"});
  test.pass(std::chrono::seconds{2});
  const Revision held = test.instance("x").revision;
  for (int process = 0; process < 3; ++process) {
    test.boot();
    test.loop->recover(InstanceId{"x"});
    test.pass(std::chrono::seconds{2});
  }
  EXPECT_EQ(test.instance("x").revision, held) << "each process took it";
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  test.pass(std::chrono::seconds{1});
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, CancellingASuspendedInstanceAfterARestartIssuesWhatItWaitsFor) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { call: op.a, metadata: { compensate: [ { b: { call: op.b } } ] } }\n"
                                     "  - c: { call: op.c, metadata: { compensate: [] } }\n"));
  test.run();
  test.answer(test.calls[0], ok(1));
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.crash();
  test.loop->command(InstanceId{"x"}, core::Cancel{.compensate = true}, test.keep());
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);  // what is in flight is awaited before anything is undone
  EXPECT_EQ(test.calls[0].call.function, "op.c");
  test.answer(test.calls[0], ok(2));
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].call.function, "op.b");
  test.answer(test.calls[1], ok(3));
  EXPECT_EQ(test.status("x"), Status::Cancelled);
}

constexpr const char* kUndone = "  - a: { call: op.a, metadata: { compensate: [ { b: { call: op.b } } ] } }\n";

core::Outcome failed(int status) {
  return core::Failed{make_problem(ProblemKind::Communication, status, "no")};
}

// The one call of kUndone, made again after a crash.
CallRequest made_again(TestLoop& test) {
  test.start("x", TestLoop::compiled(kUndone));
  test.run();
  test.crash();
  test.run();
  return test.calls.at(0);
}

TEST(Runtime, ARepeatedCallThatIsTurnedAwayMayHaveHappened) {
  for (const int status : {401, 403, 407, 408, 409, 425, 429, 503}) {
    TestLoop test;
    test.answer(made_again(test), failed(status));
    ASSERT_EQ(test.calls.size(), 2U) << status;
    EXPECT_EQ(test.calls[1].call.function, "op.b") << "what undoes it";
    test.answer(test.calls[1], ok(1));
    EXPECT_EQ(test.status("x"), Status::Faulted);
    EXPECT_EQ(test.instance("x").error->status, status);
  }
}

TEST(Runtime, ARepeatedCallThatIsRefusedHasNotHappened) {
  TestLoop test;
  test.answer(made_again(test), failed(402));
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.status("x"), Status::Faulted);
}

TEST(Runtime, ARepeatedCallThatCannotBeMadeMayHaveHappened) {
  TestLoop test;
  const CallRequest again = made_again(test);
  test.loop->answer({again.instance, again.key, failed(400), again.attempt, again.process, false});
  test.run();
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].call.function, "op.b") << "what undoes it";
}

TEST(Runtime, ARepeatedCallWithSecretsHasTheSameArguments) {
  TestLoop test;
  test.start("x",
             TestLoop::compiled("  - block:\n      try:\n"
                                "        - a: { call: op.a, with: { at: '${ now }', token: '${ $secrets.token }' } }\n"
                                "      catch: { retry: { delay: PT5S, limit: { attempt: { count: 1 } } } }\n",
                                "use: { secrets: [ token ] }\n"));
  test.run();
  const Value secrets = Value::object({{"token", Value::string("t")}});
  const auto arguments = [&](const CallRequest& call) {
    return core::resolve_arguments(*call.program, call.call, secrets, test.now).value();
  };
  const CallRequest first = test.calls.at(0);
  const Value asked = arguments(first);
  test.now += std::chrono::hours{1};
  test.crash();
  test.run();
  EXPECT_EQ(arguments(test.calls.at(0)), asked) << "by the next process";
  test.answer(test.calls[0], core::OutcomeUnknown{make_problem(ProblemKind::Communication, 504, "no answer")});
  test.pass(std::chrono::seconds{5});
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].key, first.key);
  EXPECT_EQ(arguments(test.calls[1]), asked) << "by the next attempt of the block";
}

TEST(Runtime, AFirstCallThatIsTurnedAwayHasNotHappened) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kUndone));
  test.run();
  test.answer(test.calls[0], failed(409));
  EXPECT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.status("x"), Status::Faulted);
}

TEST(Runtime, WaitsForItsOwnAnswerWhereThatOfAnEarlierProcessIsARefusal) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kUndone));
  test.run();
  const CallRequest before = test.calls[0];
  test.crash();
  test.run();
  test.answer(before, failed(402));
  EXPECT_NE(test.status("x"), Status::Faulted);
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, TakesTheSuccessOfACallThatAnEarlierProcessMade) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kUndone));
  test.run();
  const CallRequest before = test.calls[0];
  test.crash();
  test.answer(before, ok(1));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

}  // namespace
}  // namespace baton::runtime
