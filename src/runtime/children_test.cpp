// Child workflows.
#include "core/limits.hpp"
#include "runtime/limits.hpp"

#include <gmock/gmock.h>
#include <support/test_loop.hpp>

#include <algorithm>

namespace baton::runtime {
namespace {

const std::string kNobodyAwaits =
    "  - kid: { run: { workflow: { namespace: test, name: kid, version: latest }, await: false } }\n";

InstanceQuery everything() {
  return {.status = {}, .space = {}, .name = {}, .limit = 1'000, .cursor = {}};
}

void deploy_kid(TestLoop& test) {
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
}

TEST(Runtime, TellsAParentHowItsChildEndedAlsoAfterACrashInBetween) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  const CallRequest call = test.calls[0];
  test.loop->answer({call.instance, call.key, ok(7)});
  test.loop->step(test.now);  // the child has ended; the parent does not know
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").output, Value::number(std::int64_t{7}));
  EXPECT_FALSE(test.store.find(call.instance).value()->has_pending);
}

constexpr const char* kAwaited = "  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n";

TEST(Runtime, AChildThatIsNotDeployedWaitsUntilItIs) {
  for (const std::string& tasks : {std::string(kAwaited), kNobodyAwaits}) {
    TestLoop test;
    test.start("x", TestLoop::compiled(tasks));
    test.run();
    test.pass(10 * kResendAfter);
    EXPECT_EQ(test.status("x"), Status::Running);
    EXPECT_EQ(test.store.list(everything()).value().rows.size(), 1U);
    EXPECT_EQ(test.loop->rest(), Rest::Done) << "nothing moves it but a deploy";
    EXPECT_EQ(test.loop->missed_programs(), 1U) << "it is said once";
    deploy_kid(test);
    test.loop->programs_changed();
    test.run();
    ASSERT_EQ(test.calls.size(), 1U);
    EXPECT_TRUE(test.loop->missing_programs().empty());
    test.answer(test.calls[0], ok(7));
    EXPECT_EQ(test.status("x"), Status::Completed);
  }
}

TEST(Runtime, AChildThatIsDeployedByAnotherProcessIsStartedSoon) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kAwaited));
  test.run();
  deploy_kid(test);
  test.pass(kResendAfter);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, AChildThatIsNotDeployedWaitsAfterACrashToo) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kAwaited));
  test.run();
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Running);
  deploy_kid(test);
  test.crash();
  test.run();
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, AChildThatWaitsToBeStartedIsCancelledWithItsParent) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kAwaited));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Cancel{.compensate = true}, test.keep());
  test.run();
  EXPECT_EQ(test.status("x"), Status::Cancelled);
  EXPECT_FALSE(test.store.find(InstanceId{"x"}).value()->has_pending);
  deploy_kid(test);
  test.loop->programs_changed();
  test.pass(10 * kResendAfter);
  EXPECT_TRUE(test.calls.empty());
  EXPECT_FALSE(test.loop->wakes_at());
}

TEST(Runtime, AChildThatWaitsToBeStartedCountsAgainstTheTimeoutOfItsTask) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } }, "
                                     "timeout: { after: { minutes: 5 } } }\n"));
  test.run();
  test.pass(std::chrono::minutes{6});
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->type, problem_type(ProblemKind::Timeout));
}

TEST(Runtime, AChildThatThisVersionCannotRunIsAFaultOfItsTask) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n"
      "  - list: { run: { shell: { command: ls } } }\n");
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_THAT(test.instance("x").error->type, ::testing::HasSubstr("configuration"));
  EXPECT_EQ(test.instance("x").error->detail, "/do/0/list: shell commands cannot be run by this version of Baton");
}

TEST(Runtime, TheTaskOfAChildThatNobodyAwaitsCompletesOnceTheChildIsThere) {
  TestLoop test;
  deploy_kid(test);
  test.start("x", TestLoop::compiled(kNobodyAwaits));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  ASSERT_EQ(test.calls.size(), 1U);
  const core::Instance child = test.instance(test.calls[0].instance.value);
  EXPECT_EQ(child.status, Status::Running);
  ASSERT_TRUE(child.parent);
  EXPECT_EQ(child.parent->instance.value, "x");
  EXPECT_FALSE(child.parent->awaits);
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.status(child.id.value), Status::Completed);
  EXPECT_FALSE(test.store.find(child.id).value()->has_pending) << "nobody is to be told of its end";
}

TEST(Runtime, AChildThatNobodyAwaitsIsStartedOnceWhereTheProcessEndsBeforeItsParentKnows) {
  TestLoop test;
  deploy_kid(test);
  test.start("x", TestLoop::compiled(kNobodyAwaits));
  while (test.calls.empty()) ASSERT_TRUE(test.loop->step(test.now));
  ASSERT_NE(test.status("x"), Status::Completed);
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.store.list(everything()).value().rows.size(), 2U);
}

TEST(Runtime, AChildWhoseIdIsTakenIsAFaultOfItsTask) {
  for (const std::string await : {"true", "false"}) {
    TestLoop test;
    deploy_kid(test);
    test.start("x", TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest }, "
                                       "await: " +
                                       await + " } }\n"));
    test.start("run1-1-0", TestLoop::compiled("  - a: { set: { b: 1 } }\n"));  // "x" runs under "run1"
    test.run();
    EXPECT_EQ(test.status("x"), Status::Faulted) << await;
  }
}

TEST(Runtime, AChildNeverAdoptsAnInstanceThatHasItsId) {
  TestLoop test;
  deploy_kid(test);
  const auto kid = test.programs->find_deployed({"test", "kid", "latest"}).value();
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.start("run1-1-0", kid);  // "x" runs under "run1"
  test.run();
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->status, 409);
  EXPECT_EQ(test.status("run1-1-0"), Status::Running);
}

TEST(Runtime, WorkflowsThatStartEachOtherWithoutEndFaultAtTheDocumentedLevel) {
  for (const std::string await : {"true", "false"}) {
    TestLoop test;
    const auto again = dsl::compile(
        "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\n"
        "do:\n  - again: { run: { workflow: { namespace: test, name: kid, version: latest }, await: " +
        await + " } }\n");
    ASSERT_TRUE(test.programs->deploy({&again->program, 1}, test.now));
    test.start("x", again->program);
    test.run();
    const auto page = test.store.list(everything()).value();
    EXPECT_EQ(page.rows.size(), std::size_t{core::kMaxFamilyLevels});
    EXPECT_EQ(test.status("x"), await == "true" ? Status::Faulted : Status::Completed);
    for (const InstanceRow& row : page.rows) EXPECT_TRUE(has_ended(row.status)) << row.id.value;
  }
}

// Both had been answered when the instance faulted. The first ends the race again, before the second is put back.
TEST(Runtime, ARetryEndsARaceWhoseCallsHadBeenAnswered) {
  TestLoop test;
  test.start("x", TestLoop::compiled(R"(  - all:
      fork:
        branches:
          - race: { fork: { compete: true, branches: [ { a: { call: op.a } }, { b: { call: op.b } } ] } }
          - c: { call: op.c }
)"));
  test.run();
  ASSERT_EQ(test.calls.size(), 3U);
  auto calls = test.calls;
  std::ranges::sort(calls, {}, [](const CallRequest& call) { return call.call.function; });
  test.answer(calls[2], core::Failed{make_problem(ProblemKind::Runtime, "down")});
  test.answer(calls[0], ok(1));
  test.answer(calls[1], ok(1));
  ASSERT_EQ(test.status("x"), Status::Faulted);
  test.loop->command(InstanceId{"x"}, core::Retry{}, test.keep());
  test.run();
  ASSERT_TRUE(test.results.back());
  ASSERT_EQ(test.calls.size(), 4U);
  test.answer(test.calls[3], ok(1));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, AChildThatCompletesJustAsTheTimeOfItsTaskIsUpIsUndone) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - b: { wait: PT1S }\n");
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
  test.start("a",  // before its child, where both have a timer that is due
             TestLoop::compiled("  - kid:\n      run: { workflow: { namespace: test, name: kid, version: latest } }\n"
                                "      timeout: { after: PT1S }\n"
                                "      metadata: { compensate: [ { undo: { call: op.undo } } ] }\n"));
  test.run();
  test.pass(std::chrono::seconds{1});
  ASSERT_EQ(test.calls.size(), 1U);
  EXPECT_EQ(test.calls[0].call.function, "op.undo");
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.status("a"), Status::Faulted);
  EXPECT_EQ(test.instance("a").error->type, problem_type(ProblemKind::Timeout));
}

}  // namespace
}  // namespace baton::runtime
