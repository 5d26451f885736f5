// Operators as a user's program registers them, and calls whose answer never comes.
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace baton::app {
namespace {

struct Cashier {
  [[nodiscard]] int charge() const { return 1; }
  BOOST_DESCRIBE_CLASS(Cashier, (), (charge), (), ())
};
struct Nothing {
  BOOST_DESCRIBE_CLASS(Nothing, (), (), (), ())
};

// Drops `done` with its arguments.
OperatorMethod dropping() {
  return [](const Value&, const CallContext&, const std::function<void(CallOutcome)>&) {};
}

template <class E>
void refuses_operators(E& engine) {
  ASSERT_TRUE(engine.add_operator("payment", std::make_shared<Cashier>()));
  EXPECT_EQ(engine.add_operator("payment", std::make_shared<Cashier>()).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(engine.add_method("payment.charge", dropping()).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(engine.add_operator("", std::make_shared<Cashier>()).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(engine.add_operator("a", std::shared_ptr<Cashier>()).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(engine.add_operator("a", std::make_shared<Nothing>()).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(engine.add_method("", dropping()).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(engine.add_method("a.b", nullptr).error().kind, Error::Kind::InvalidArgument);
}

TEST(Operators, AreRefusedWhereNobodyCouldCallThem) {
  Engine engine = Engine::open("memory:").value();
  refuses_operators(engine);
  EXPECT_EQ(engine.registered_methods(), std::vector<std::string>{"payment.charge"});
  testing::TestEngine test;
  refuses_operators(test);
}

TEST(DroppedCall, HasAnUnknownOutcomeAtOnce) {
  bounded([] {
    Engine engine = Engine::open("memory:").value();
    engine.add_method("payment.charge", dropping()).value();
    engine.deploy(kOrder).value();
    engine.start({.workflow = {"shop", "order", ""}, .input = {{"cents", 1}}, .id = "order-1"}).value();
    const InstanceView done = engine.wait({"order-1"}).value();
    EXPECT_EQ(done.summary.status, Status::Faulted);
    EXPECT_NE(done.error.value().detail.find("dropped the call without an answer"), std::string::npos)
        << done.error->detail;
  });
}

TEST(DroppedCall, IsMadeAgainAfterACrash) {
  testing::TestEngine engine;
  std::function<void(CallOutcome)> held;
  int calls = 0;
  engine
      .add_method("payment.charge",
                  [&](const Value&, const CallContext&, std::function<void(CallOutcome)> done) {
                    ++calls;
                    held = std::move(done);
                  })
      .value();
  engine.deploy(kOrder).value();
  const InstanceId id =
      engine.start({.workflow = {"shop", "order", ""}, .input = {{"cents", 1}}, .id = "order-1"}).value();
  engine.run_until_idle();
  engine.crash_and_recover();
  held = nullptr;  // what a dead process drops is no answer
  engine.run_until_idle();
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(engine.find(id)->summary.status, Status::Running);
  held = nullptr;
  engine.run_until_idle();
  EXPECT_EQ(engine.find(id)->summary.status, Status::Faulted);
}

// NOLINTBEGIN(bugprone-use-after-move): that is the point
TEST(MovedFromEngineDeathTest, SaysSo) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Engine engine = Engine::open("memory:").value();
        const Engine other = std::move(engine);
        static_cast<void>(engine.find({"order-1"}));
      },
      ::testing::HasSubstr("an Engine that was moved from is used"));
  EXPECT_DEATH(
      {
        Engine engine = Engine::open("memory:").value();
        const Engine other = std::move(engine);
        static_cast<void>(engine.metrics());
      },
      ::testing::HasSubstr("an Engine that was moved from is used"));
  EXPECT_DEATH(
      {
        Engine engine = Engine::open("memory:").value();
        const Engine other = std::move(engine);
        static_cast<void>(engine.observe([](const Observed&) {}));
      },
      ::testing::HasSubstr("an Engine that was moved from is used"));
  EXPECT_DEATH(
      {
        testing::TestEngine engine;
        const testing::TestEngine other = std::move(engine);
        engine.run_until_idle();
      },
      ::testing::HasSubstr("a TestEngine that was moved from is used"));
  EXPECT_DEATH(
      {
        testing::TestEngine engine;
        const testing::TestEngine other = std::move(engine);
        static_cast<void>(engine.metrics());
      },
      ::testing::HasSubstr("a TestEngine that was moved from is used"));
}

TEST(MovedFromEngine, MayBeAssignedTo) {
  Engine engine = Engine::open("memory:").value();
  {
    const Engine other = std::move(engine);
  }
  engine = Engine::open("memory:").value();
  EXPECT_TRUE(engine.list());
}
// NOLINTEND(bugprone-use-after-move)

}  // namespace
}  // namespace baton::app
