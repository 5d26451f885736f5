#include "runtime/runtime.hpp"

#include <support/test_loop.hpp>

namespace baton::runtime {
namespace {

TEST(Runtime, StartsCallsAndCompletes) {
  TestLoop test;
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  ASSERT_EQ(test.calls.size(), 1U);
  test.answer(test.calls[0], ok(1));
  ASSERT_EQ(test.calls.size(), 2U);
  test.answer(test.calls[1], ok(2));
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.instance("x").output, Value::number(std::int64_t{2}));
}

TEST(Runtime, AnEndlessPureLoopLetsOthersProgressAndCanBeCancelled) {
  TestLoop test;
  test.start("endless", TestLoop::compiled("  - a: { set: { n: 1 } }\n  - b: { set: { n: 2 }, then: a }\n"));
  test.start("other", TestLoop::compiled(kCallTwice));
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  ASSERT_EQ(test.calls.size(), 1U);
  test.loop->answer({test.calls[0].instance, test.calls[0].key, ok(1)});
  for (int i = 0; i < 20; ++i) test.loop->step(test.now);
  EXPECT_EQ(test.calls.size(), 2U);
  EXPECT_EQ(test.status("endless"), Status::Running);

  test.loop->command(InstanceId{"endless"}, core::Cancel{}, test.keep());
  test.run();
  EXPECT_EQ(test.status("endless"), Status::Cancelled);
}

// An expression that takes about a fifth of its budget.
const std::string kHeavy = "'${ [range(120000)] | length }'";

TEST(Runtime, TheExpressionsOfOneTaskShareABudget) {
  TestLoop test;
  test.start("one", TestLoop::compiled("  - a: { set: { x: " + kHeavy + " } }\n"));
  std::string many;
  for (int i = 0; i < 10; ++i) many += (i == 0 ? "x" : ", x") + std::to_string(i) + ": " + kHeavy;
  test.start("many", TestLoop::compiled("  - a: { set: { " + many + " } }\n"));
  test.run();
  EXPECT_EQ(test.status("one"), Status::Completed);
  ASSERT_EQ(test.status("many"), Status::Faulted);
  EXPECT_TRUE(test.instance("many").error->detail.contains("steps")) << test.instance("many").error->detail;
}

TEST(Runtime, ManyExpressionsLetOthersProgressInBetween) {
  TestLoop test;
  test.start("heavy", TestLoop::compiled("  - a: { for: { in: '${ [range(30)] }' }, do: [ { b: { set: { x: " + kHeavy +
                                         " } } } ] }\n"));
  test.start("light", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_EQ(test.status("heavy"), Status::Completed);
  EXPECT_GE(test.store.history(InstanceId{"heavy"}, Revision{}, 100)->size(), 4U);
  EXPECT_LT(std::ranges::find(test.order, "light") - test.order.begin(), 3);
}

}  // namespace
}  // namespace baton::runtime
