// Child workflows.
#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

TEST(Runtime, TellsAParentHowItsChildEndedAlsoAfterACrashInBetween) {
  TestLoop test;
  const auto child = dsl::compile(
      "document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n  - a: { call: kid.a }\n");
  ASSERT_TRUE(test.loop->programs().deploy({&child->program, 1}, test.now));
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

TEST(Runtime, AChildThatIsNotDeployedIsAFaultOfItsTask) {
  TestLoop test;
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: no, version: '1.0.0' } } }\n"));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Faulted);
  EXPECT_EQ(test.instance("x").error->instance, "/do/0/kid");
}

TEST(Runtime, SettlesAChildThatNobodyAwaitsAndThatCannotBeStarted) {
  TestLoop test;
  test.start("x", TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: no, version: '1.0.0' }, "
                                     "await: false } }\n"));
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").revision, Revision{2});
  EXPECT_TRUE(test.instance("x").pending.empty()) << "or it could never be removed";
}

}  // namespace
}  // namespace baton::runtime
