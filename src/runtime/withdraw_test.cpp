// Calls that nobody waits for any more.
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

const std::string kCall = "  - a: { call: op.a }\n";

core::Withdraw withdrawal_of(const CallRequest& call) {
  return {.kind = call.call.kind, .key = call.key, .attempt = call.attempt};
}

void cancel(TestLoop& test) {
  test.loop->command(InstanceId{"x"}, core::Cancel{.compensate = false}, test.keep());
}

TEST(Runtime, WithdrawsTheCallOfAnInstanceOnceItsCancelIsSaved) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCall));
  test.run();
  test.journal.hold();
  cancel(test);
  test.run();
  EXPECT_TRUE(test.withdrawn.empty());
  test.journal.release();
  test.run();
  EXPECT_EQ(test.withdrawn, std::vector{withdrawal_of(test.calls.at(0))});
}

TEST(Runtime, WithdrawsTheCallWhoseTimeIsUpAndNotTheNextOneUnderItsKey) {
  TestLoop test;
  test.start("x", TestLoop::compiled(
                      "  - block:\n      try: [ { a: { call: op.a } } ]\n"
                      "      catch: { retry: { limit: { attempt: { count: 1, duration: { seconds: 1 } } } } }\n"));
  test.run();
  test.pass(std::chrono::seconds{1});
  ASSERT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.calls[1].key, test.calls[0].key);
  EXPECT_EQ(test.withdrawn, std::vector{withdrawal_of(test.calls[0])});
  // Its answer, which comes all the same, changes nothing, and the one to the next attempt is taken.
  test.loop->answer({.instance = test.calls[0].instance,
                     .key = test.calls[0].key,
                     .outcome = core::Failed{make_problem(ProblemKind::Runtime, "not made")},
                     .attempt = 1,
                     .process = test.calls[0].process,
                     .was_made = false});
  test.run();
  EXPECT_EQ(test.status("x"), Status::Running);
  test.answer(test.calls[1], ok(1));
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST(Runtime, WithdrawsNothingThatIsAnsweredAlready) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  cancel(test);  // before the answer, which is in the queue when the cancel is saved
  test.loop->answer({test.calls[0].instance, test.calls[0].key, ok(1), 1, test.calls[0].process});
  test.run();
  EXPECT_EQ(test.status("x"), Status::Cancelled);
  EXPECT_TRUE(test.withdrawn.empty());
}

TEST(Runtime, WithdrawsNothingThatItHasNotMade) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCall));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  EXPECT_TRUE(test.withdrawn.empty()) << "whoever suspends still waits";
  test.crash();  // the next process makes no call of a suspended instance
  test.run();
  cancel(test);
  test.run();
  EXPECT_EQ(test.status("x"), Status::Cancelled);
  EXPECT_TRUE(test.calls.empty());
  EXPECT_TRUE(test.withdrawn.empty());
}

TEST(Runtime, ExpectsOneAnswerToAWithdrawnCall) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCall));
  test.run();
  cancel(test);
  test.run();
  test.answer(test.calls.at(0), core::OutcomeUnknown{make_problem(ProblemKind::Runtime, "aborted")});
  EXPECT_EQ(test.loop->rest(), Rest::Done);
  EXPECT_EQ(test.store.history(InstanceId{"x"}, Revision{}, 10)->size(), 3U);
}

}  // namespace
}  // namespace baton::runtime
