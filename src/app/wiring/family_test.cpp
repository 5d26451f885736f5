// Families on the opened engine: an instance, its children, their children.
#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

namespace baton::app {
namespace {

const std::string kParent = document("parent", R"(do:
- child: {run: {workflow: {namespace: shop, name: child, version: latest}}}
- charge: {call: payment.charge}
)");
const std::string kChild = document("child", R"(do:
- charge: {call: payment.charge, metadata: {compensate: [{refund: {call: payment.refund}}]}}
- pause: {wait: {hours: 1}}
)");
constexpr std::chrono::minutes kSoon{1};

class Family : public ::testing::Test {
 protected:
  [[nodiscard]] Engine open(bool with_operators) {
    Engine engine = Engine::open("sqlite:" + directory_.file("baton.db")).value();
    if (with_operators) {
      for (const char* function : {"payment.charge", "payment.refund"}) {
        engine.add_method(function, make_method([](const Value& request) { return request; })).value();
      }
    }
    return engine;
  }
  void start() {
    Engine engine = open(true);
    ASSERT_TRUE(engine.deploy(kChild));
    ASSERT_TRUE(engine.run(kParent, {.input = {}, .id = "p"}));
    ASSERT_TRUE(engine.wait_until_all_idle(kSoon));
    const auto left = engine.unfinished({"p"});
    ASSERT_TRUE(left);
    ASSERT_EQ(left->size(), 2U);
    EXPECT_EQ(left->front().id.value, "p");
    child_ = left->back().id;
    EXPECT_EQ(left->back().status, Status::Waiting);
  }

  testing::TemporaryDirectory directory_;
  InstanceId child_;
};

TEST_F(Family, IsCancelledTogether) {
  start();
  Engine engine = open(true);
  ASSERT_TRUE(engine.cancel({"p"}));
  ASSERT_TRUE(engine.wait_until_all_done(kSoon));
  EXPECT_TRUE(engine.unfinished({"p"})->empty());
  EXPECT_EQ(engine.find(child_)->summary.status, Status::Cancelled);
}

TEST_F(Family, IsNotChangedIfOneInstanceHasNoOperators) {
  start();
  Engine engine = open(false);
  for (const auto& refused : {engine.cancel({"p"}), engine.cancel(child_), engine.recover({"p"})}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::MissingOperators);
  }
  EXPECT_EQ(engine.unfinished({"p"})->size(), 2U);
}

TEST_F(Family, ContinuesAfterItsParentHasEnded) {
  start();
  {
    Engine engine = open(true);
    ASSERT_TRUE(engine.cancel({"p"}));  // and the process ends, perhaps before the child knows
  }
  Engine engine = open(true);
  ASSERT_TRUE(engine.recover({"p"}));
  ASSERT_TRUE(engine.wait_until_all_done(kSoon));
  EXPECT_EQ(engine.find(child_)->summary.status, Status::Cancelled);
  EXPECT_TRUE(engine.remove({"p"}));
}

TEST_F(Family, ThatWaitsIsNotDone) {
  start();
  Engine engine = open(true);
  ASSERT_TRUE(engine.recover({"p"}));
  const auto waits = engine.wait_until_all_done(Duration{50});
  ASSERT_FALSE(waits);
  EXPECT_EQ(waits.error().kind, Error::Kind::Timeout);
}

}  // namespace
}  // namespace baton::app
