// What waits: calls until the gateway has room, messages until they are received, instances until they are loaded.
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

#include <algorithm>

namespace baton::runtime {
namespace {

using std::chrono::seconds;

const std::string kForkOfThree =
    "  - all:\n      fork:\n        branches:\n"
    "          - a: { call: op.a }\n          - b: { call: op.b }\n          - c: { call: op.c }\n";

dsl::Compiled child_of(const std::string& tasks) {
  return dsl::compile("document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n" + tasks)
      .value();
}
const std::string kRunsAChild = "  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n";

TEST(Flow, CallsBeyondTheGatewaysRoomWaitInTheirOrder) {
  TestLoop test;
  test.calls_at_a_time = 1;
  test.start("x", TestLoop::compiled(kForkOfThree));
  test.run();
  for (const char* function : {"op.a", "op.b", "op.c"}) {
    ASSERT_EQ(test.calls.size(), 1u) << function;
    EXPECT_EQ(test.calls[0].call.function, function);
    const CallRequest call = test.calls[0];
    test.calls.clear();
    test.answer(call, ok(1));
  }
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Flow, ACallThatWaitsIsNotMadeOnceItsTaskHasEnded) {
  TestLoop test;
  test.calls_at_a_time = 1;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.start("y", TestLoop::compiled(kCallTwice));
  test.run();
  ASSERT_EQ(test.calls.size(), 1u);
  const std::string waiting = test.calls[0].instance.value == "x" ? "y" : "x";
  test.loop->command(InstanceId{waiting}, core::Cancel{}, test.keep());
  test.run();
  EXPECT_EQ(test.status(waiting), Status::Cancelled);
  test.answer(test.calls[0], ok(1));
  EXPECT_TRUE(
      std::ranges::none_of(test.calls, [&](const CallRequest& call) { return call.instance.value == waiting; }));
}

TEST(Flow, CallsThatWaitAreCounted) {
  TestLoop test;
  test.calls_at_a_time = 1;
  for (const char* id : {"x", "y", "z"}) test.start(id, TestLoop::compiled(kCallTwice));
  test.run();
  const auto waiting = [&] { return test.loop->requests().counters(core::CallKind::Operator).waiting.read(); };
  EXPECT_EQ(waiting(), 2u);
  EXPECT_EQ(test.loop->requests().calls_in_flight(core::CallKind::Operator), 1u);
  for (std::size_t i = 0; i < test.calls.size(); ++i) test.answer(test.calls[i], ok(1));
  EXPECT_EQ(test.calls.size(), 6u);
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(test.loop->requests().calls_in_flight(core::CallKind::Operator), 0u);
}

TEST(Flow, AMessageThatIsLostIsSentAgain) {
  TestLoop test;
  const auto child = child_of("  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.programs->deploy({&child.program, 1}, test.now));
  test.drops_messages = true;  // the child's start
  test.start("x", TestLoop::compiled(kRunsAChild));
  test.run();
  test.drops_messages = false;
  test.pass(kResendAfter - Duration{1});
  EXPECT_TRUE(test.calls.empty());
  test.pass(seconds{1});
  ASSERT_EQ(test.calls.size(), 1u);
  test.drops_messages = true;  // what the child tells its parent
  test.answer(test.calls[0], ok(1));
  EXPECT_FALSE(has_ended(test.status("x")));
  test.drops_messages = false;
  test.pass(kResendAfter);
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.calls.size(), 1u);
}

TEST(Flow, AChildThatIsCancelledBeforeItsStartArrivesIsNotStarted) {
  TestLoop test;
  const auto child = child_of("  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.programs->deploy({&child.program, 1}, test.now));
  test.keeps_messages = true;
  test.start("x", TestLoop::compiled(kRunsAChild));
  test.run();
  test.keeps_messages = false;
  ASSERT_EQ(test.kept.size(), 1u);  // the start
  test.loop->command(InstanceId{"x"}, core::Cancel{}, test.keep());
  test.run();
  EXPECT_EQ(test.status("x"), Status::Cancelled);
  for (int i = 0; i < 2; ++i) {
    test.crash();  // the process in which it arrives may be another one
    test.loop->receive(test.kept[0]);
    test.run();
    EXPECT_FALSE(test.store.find(test.kept[0].to).value());
  }
  EXPECT_TRUE(test.calls.empty());
}

TEST(Flow, AParentThatAwaitsAChildWhichWasCancelledBeforeItsStartLearnsOfIt) {
  TestLoop test;
  const auto child = child_of("  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.programs->deploy({&child.program, 1}, test.now));
  test.keeps_messages = true;
  test.start("x", TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } }, "
                                     "timeout: { after: PT1S } }\n"));
  test.run();
  test.keeps_messages = false;
  test.pass(seconds{1});  // cancels the child and awaits its end
  test.pass(kResendAfter);
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->type, problem_type(ProblemKind::Timeout));
}

TEST(Flow, EventsOfAnInstanceThatIsBeingLoadedKeepTheirOrder) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.boot();
  test.loop->command(InstanceId{"none"}, core::Suspend{}, test.keep());  // the end of the event log has been read
  test.run();
  test.results.clear();
  test.journal.hold_reads();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.start("y", TestLoop::compiled(kCallTwice));  // the loop continues with others
  test.run();
  EXPECT_EQ(test.status("y"), Status::Running);
  test.journal.release_reads();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Running);
  EXPECT_TRUE(std::ranges::all_of(test.results, [](const CommandResult& result) { return result.has_value(); }));
}

TEST(Flow, LoadsManyInstancesTogether) {
  TestLoop test;
  for (int i = 0; i < 50; ++i) test.start("x" + std::to_string(i), TestLoop::compiled(kCallTwice));
  test.run();
  test.boot();
  test.journal.hold_reads();
  test.loop->recover();
  test.run();
  test.journal.release_reads();
  test.run();
  EXPECT_EQ(test.calls.size(), 50u);
}

TEST(Flow, AnInstanceIsRemovedInItsTurn) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - a: { set: { b: 1 } }\n"));
  test.run();
  std::vector<StoreResult<Removed>> removed;
  test.journal.hold_reads();
  test.loop->remove(InstanceId{"x"}, [&](StoreResult<Removed> result) { removed.push_back(std::move(result)); });
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());  // comes after it
  test.run();
  EXPECT_TRUE(removed.empty());
  test.journal.release_reads();
  test.run();
  ASSERT_EQ(removed.size(), 1u);
  EXPECT_EQ(removed[0].value(), Removed::Removed);
  EXPECT_EQ(test.results.back().error().kind, Rejection::Kind::NotFound);
}

TEST(Flow, ALoopThatHasLostItsShardDoesNothingMore) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  Write usurper;
  usurper.shard = {.id = 0, .epoch = 9};
  usurper.instance.id = InstanceId{"other"};
  usurper.instance.revision = Revision{1};
  usurper.records = {HistoryRow{.revision = Revision{1}, .at = {}, .body = {}}};
  ASSERT_EQ(test.store.commit({.writes = {&usurper, 1}}).value().writes.at(0), WriteResult{Committed{}});
  const std::size_t calls = test.calls.size();
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(test.calls.size(), calls) << "what it decided is not stored";
  ASSERT_TRUE(test.loop->store_failure());
  EXPECT_FALSE(test.loop->store_failure()->is_transient());
  test.start("y", TestLoop::compiled(kCallTwice));
  test.pass(seconds{60});
  EXPECT_FALSE(test.store.find(InstanceId{"y"}).value());
}

}  // namespace
}  // namespace baton::runtime
