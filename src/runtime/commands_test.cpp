// Starts and commands that do not apply.
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

TEST(Runtime, ARepeatedStartIsTheSameStartAndAnotherOneAConflict) {
  TestLoop test;
  const ProgramPtr program = TestLoop::compiled(kCallTwice);
  test.start("x", program, Value::number(std::int64_t{1}));
  test.start("x", program, Value::number(1.0));
  test.start("x", program, Value::number(std::int64_t{2}));
  test.run();
  ASSERT_EQ(test.results.size(), 3U);
  EXPECT_TRUE(test.results[0]);
  EXPECT_TRUE(test.results[1]);
  ASSERT_FALSE(test.results[2]);
  EXPECT_EQ(test.results[2].error().kind, Rejection::Kind::Conflict);
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST(Runtime, CommandsThatDoNotApplyAreRejectedWithTheReason) {
  TestLoop test;
  test.loop->command(InstanceId{"nobody"}, core::Suspend{}, test.keep());
  test.run();
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.loop->command(InstanceId{"x"}, core::Retry{}, test.keep());
  test.run();
  ASSERT_EQ(test.results.size(), 4U);
  EXPECT_EQ(test.results[0].error().kind, Rejection::Kind::NotFound);
  EXPECT_NE(test.results[2].error().reason.find("it is not suspended"), std::string::npos);
  EXPECT_NE(test.results[3].error().reason.find("it has not faulted"), std::string::npos);
}

TEST(Runtime, KeepsWhoAskedInTheRecord) {
  TestLoop test;
  test.loop->start({.id = InstanceId{"x"},
                    .program = TestLoop::compiled(kCallTwice),
                    .requested_version = {},
                    .input = {},
                    .caller = "alice"},
                   test.keep());
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep(), "bob");
  test.run();
  const auto rows = test.store.history(InstanceId{"x"}, Revision{}, 10).value();
  const auto parts = test.store.parts(InstanceId{"x"}).value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(RecordReader(parts).read(rows[0])->record.event.caller, "alice");
  EXPECT_EQ(RecordReader(parts).read(rows[1])->record.event.caller, "bob");
}

}  // namespace
}  // namespace baton::runtime
