// Code of a user's that calls the engine which runs it: operators, subscribers and machines.
#include "app/wiring/every_call.hpp"

#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace baton::app {
namespace {

const EngineOptions kWithoutThreads{.operator_threads = 0};

TEST(Callback, OfASubscriberGetsAnErrorWhereItWouldWaitForItself) {
  std::optional<Error::Kind> kind;
  bounded([&] {
    Engine engine = Engine::open("memory:").value();
    engine.add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
    const auto subscription = engine.subscribe([&](const HistoryEntry& entry) {
      if (entry.kind == "workflow.completed") kind = error_of_all(engine);
    });
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start(order("order-1")));
    EXPECT_EQ(engine.wait({"order-1"})->summary.status, Status::Completed);
  });
  EXPECT_EQ(kind, Error::Kind::Unavailable);
}

TEST(Callback, OfAnOperatorOnTheLoopsThreadGetsAnErrorWhereItWouldWaitForItself) {
  std::optional<Error::Kind> kind;
  bounded([&] {
    Engine engine = Engine::open("memory:", kWithoutThreads).value();
    engine
        .add_method("payment.charge", make_method([&](const Value& request) {
                      kind = error_of_all(engine);
                      return request;
                    }))
        .value();
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start(order("order-1")));
    EXPECT_EQ(engine.wait({"order-1"})->summary.status, Status::Completed);
  });
  EXPECT_EQ(kind, Error::Kind::Unavailable);
}

TEST(Callback, OfAnOperatorOnAThreadOfThePoolMayCallTheEngine) {
  bounded([] {
    Engine engine = Engine::open("memory:").value();
    engine
        .add_method("payment.charge", make_method([&](const Value& request, const CallContext& context) {
                      if (context.instance.value == "order-2") return engine.find({"order-1"})->input;
                      const auto other = engine.start(order("order-2"));
                      return other ? engine.wait(*other)->output : request;
                    }))
        .value();
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start(order("order-1")));
    EXPECT_EQ(engine.wait({"order-1"})->output, json(R"({"cents":1})"));
  });
}

TEST(Callback, MayCallAnotherEngine) {
  bounded([] {
    Engine other = Engine::open("memory:").value();
    std::atomic<int> found = 0;
    Engine engine = Engine::open("memory:").value();
    engine.add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
    const auto subscription = engine.subscribe([&](const HistoryEntry&) { found += other.list().has_value() ? 1 : 0; });
    ASSERT_TRUE(engine.deploy(kOrder));
    ASSERT_TRUE(engine.start(order("order-1")));
    ASSERT_TRUE(engine.wait({"order-1"}));
    EXPECT_GT(found, 0);
  });
}

// Waits in the engine until that says why it answers no more.
class ClosingEngine : public ::testing::TestWithParam<void (*)(Engine&)> {};

void wait_for_ever(Engine& engine) {
  EXPECT_EQ(error_of(engine.wait({"sleep-1"})), Error::Kind::Unavailable);
}
void wait_long(Engine& engine) {
  EXPECT_EQ(error_of(engine.wait({"sleep-1"}, std::chrono::hours{1})), Error::Kind::Unavailable);
}
void find_again_and_again(Engine& engine) {
  while (true) {
    const auto found = engine.find({"order-1"});
    if (found) continue;
    EXPECT_EQ(found.error().kind, Error::Kind::Unavailable);
    return;
  }
}
void start_again_and_again(Engine& engine) {
  while (true) {
    const auto started = engine.start({.workflow = {"shop", "nothing", ""}, .input = {}, .id = {}});
    if (started) continue;
    EXPECT_EQ(started.error().kind, Error::Kind::Unavailable);
    return;
  }
}

INSTANTIATE_TEST_SUITE_P(Calls, ClosingEngine,
                         ::testing::Values(&wait_for_ever, &wait_long, &find_again_and_again, &start_again_and_again));

TEST_P(ClosingEngine, AnswersOperatorsThatWaitInIt) {
  for (int round = 0; round < 10; ++round) {
    bounded([&] {
      std::promise<void> called;
      Engine engine = Engine::open("memory:").value();
      engine
          .add_method("payment.charge", make_method([&](const Value& request) {
                        called.set_value();
                        GetParam()(engine);
                        return request;
                      }))
          .value();
      ASSERT_TRUE(engine.deploy(kOrder));
      ASSERT_TRUE(engine.deploy(document("nothing", "do:\n- none: {set: {a: 1}}\n")));
      ASSERT_TRUE(engine.run(document("sleep", "do:\n- sleep: {wait: {hours: 1}}\n"), {.input = {}, .id = "sleep-1"}));
      ASSERT_TRUE(engine.start(order("order-1")));
      called.get_future().wait();
    });
  }
}

TEST(ClosingEngineDeathTest, SaysThatItsOwnCallbackDestroysIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto destroy_in_operator = [](EngineOptions options) {
    auto engine = std::make_unique<Engine>(Engine::open("memory:", std::move(options)).value());
    Engine* const kept = engine.get();
    kept->add_method("payment.charge", make_method([&](const Value& request) {
                       engine.reset();
                       return request;
                     }))
        .value();
    static_cast<void>(kept->run(kOrder, {.input = json(R"({"cents":1})"), .id = {}}));
    std::this_thread::sleep_for(std::chrono::minutes{1});
  };
  EXPECT_DEATH(destroy_in_operator(kWithoutThreads),
               ::testing::HasSubstr("a callback of an engine must not destroy it"));
  EXPECT_DEATH(destroy_in_operator({}), ::testing::HasSubstr("an operator must not destroy its engine"));
}

class TestEngineCallback : public ::testing::Test {
 protected:
  testing::TestEngine engine_;
};

TEST_F(TestEngineCallback, OfASubscriberGetsAnError) {
  engine_.on("payment.charge").returns(json("1"));
  std::optional<Error::Kind> found;
  std::optional<Error::Kind> started;
  const auto subscription = engine_.subscribe([&](const HistoryEntry&) {
    found = error_of(engine_.find({"order-1"}));
    started = error_of(engine_.start(order("order-2")));
  });
  ASSERT_TRUE(engine_.deploy(kOrder));
  ASSERT_TRUE(engine_.start(order("order-1")));
  engine_.run_until_idle();
  EXPECT_EQ(found, Error::Kind::Unavailable);
  EXPECT_EQ(started, Error::Kind::Unavailable);
  EXPECT_EQ(engine_.find({"order-1"})->summary.status, Status::Completed);
}

TEST_F(TestEngineCallback, OfAnOperatorMayCallTheEngine) {
  bool started = false;
  engine_
      .add_method("payment.charge", make_method([&](const Value& request, const CallContext& context) {
                    if (context.instance.value == "order-1") started = engine_.start(order("order-2")).has_value();
                    return request;
                  }))
      .value();
  ASSERT_TRUE(engine_.deploy(kOrder));
  ASSERT_TRUE(engine_.start(order("order-1")));
  engine_.run_until_idle();
  EXPECT_TRUE(started);
  EXPECT_EQ(engine_.find({"order-1"})->summary.status, Status::Completed);
  EXPECT_EQ(engine_.find({"order-2"})->summary.status, Status::Completed);
}

}  // namespace
}  // namespace baton::app
