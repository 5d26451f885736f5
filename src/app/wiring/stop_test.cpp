// Engine::stop(): closing in a limited time, also where an operator, an observer or the loop does not return.
#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <thread>

namespace baton::app {
namespace {

constexpr Duration kNoTime = Duration::zero();

// A place where the user's code is held until the test opens it.
class UserGate {
 public:
  void pass() {
    entered_.set_value();
    opened_.wait();
  }
  void await_entry() { entered_.get_future().wait(); }
  void open() { opens_.set_value(); }

 private:
  std::promise<void> entered_;
  std::promise<void> opens_;
  std::shared_future<void> opened_ = opens_.get_future().share();
};

// An operator that does not return before its gate is open, whatever is asked of it.
class Stuck {
 public:
  Stuck(std::shared_ptr<UserGate> gate, std::shared_ptr<std::promise<int>> ended)
      : gate_(std::move(gate)), ended_(std::move(ended)) {}
  Stuck(const Stuck&) = delete;
  Stuck& operator=(const Stuck&) = delete;
  ~Stuck() { ended_->set_value(used_); }

  int charge(const Value& /*request*/, const CallContext& context) {
    gate_->pass();
    used_ += context.stop.stop_requested() ? 1 : 100;  // itself and its context
    return used_;
  }
  BOOST_DESCRIBE_CLASS(Stuck, (), (charge), (), ())

 private:
  std::shared_ptr<UserGate> gate_;
  std::shared_ptr<std::promise<int>> ended_;
  int used_ = 0;
};

class StoppedEngine : public ::testing::Test {
 protected:
  void run_order(Engine& engine) {
    ASSERT_TRUE(engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = "order-1"}));
    gate_->await_entry();
  }

  const testing::TemporaryDirectory directory_;
  const std::string store_ = "sqlite:" + directory_.file("baton.db");
  const std::shared_ptr<UserGate> gate_ = std::make_shared<UserGate>();
  const std::shared_ptr<std::promise<int>> ended_ = std::make_shared<std::promise<int>>();
};

TEST_F(StoppedEngine, HasEndedWhereNothingRuns) {
  Engine engine = Engine::open(store_).value();
  EXPECT_EQ(engine.stop(std::chrono::hours{1}).value(), StopReport{});
  EXPECT_EQ(engine.stop(kNoTime).value(), StopReport{});
  EXPECT_EQ(engine.find({"order-1"}).error().kind, Error::Kind::Unavailable);
}

TEST_F(StoppedEngine, NamesTheOperatorThatDoesNotReturnAndLeavesItsThreadBehind) {
  auto ended = ended_->get_future();
  bounded([&] {
    Engine engine = Engine::open(store_).value();
    engine.add_operator("payment", std::make_shared<Stuck>(gate_, ended_)).value();
    run_order(engine);
    const StopReport report = engine.stop(kNoTime).value();
    ASSERT_EQ(report.calls.size(), 1u);
    EXPECT_EQ(report.calls[0].function, "payment.charge");
    EXPECT_EQ(report.calls[0].instance, InstanceId{"order-1"});
    EXPECT_FALSE(report.calls[0].idempotency_key.value.empty());
    EXPECT_FALSE(report.loop_is_blocked);
  });
  {
    Engine next = Engine::open(store_).value();  // the store is free
    EXPECT_EQ(next.find({"order-1"})->summary.status, Status::Running);
  }
  EXPECT_NE(ended.wait_for(kNoTime), std::future_status::ready) << "the operator lives while it runs";
  gate_->open();
  EXPECT_EQ(bounded([&] { return ended.get(); }), 1);
}

TEST_F(StoppedEngine, WaitsForAnOperatorThatReturnsInTime) {
  auto ended = ended_->get_future();
  Engine engine = Engine::open(store_).value();
  engine.add_operator("payment", std::make_shared<Stuck>(gate_, ended_)).value();
  run_order(engine);
  EXPECT_EQ(engine.stop(kNoTime)->calls.size(), 1u);
  gate_->open();
  EXPECT_TRUE(engine.stop(std::chrono::hours{1})->has_ended());
}

TEST_F(StoppedEngine, AnswersAnOperatorThatWaitsInItBeforeItIsGone) {
  bounded([&] {
    std::promise<Error::Kind> answered;
    {
      Engine engine = Engine::open(store_).value();
      engine
          .add_method("payment.charge", make_method([&](const Value& request) {
                        gate_->pass();
                        const auto waited = engine.wait({"sleep-1"});
                        answered.set_value(waited.error().kind);
                        return request;
                      }))
          .value();
      ASSERT_TRUE(engine.run(document("sleep", "do:\n- sleep: {wait: {hours: 1}}\n"), {.input = {}, .id = "sleep-1"}));
      run_order(engine);
      gate_->open();
      while (engine.health().operators_blocked == 0) std::this_thread::yield();
      static_cast<void>(engine.stop(kNoTime));
    }
    EXPECT_EQ(answered.get_future().get(), Error::Kind::Unavailable);
  });
}

TEST_F(StoppedEngine, AnswersWhoeverWaitsWhileItsLoopIsBlocked) {
  bounded([&] {
    auto engine = std::make_unique<Engine>(Engine::open(store_, {.operator_threads = 0}).value());
    engine->add_operator("payment", std::make_shared<Stuck>(gate_, ended_)).value();
    auto waiting = std::async(std::launch::async, [&] { return engine->wait({"order-1"}).error().kind; });
    auto running = std::async(std::launch::async, [&] {
      return engine->run(kOrder, {.input = json(R"({"cents":1})"), .id = "order-1"}).has_value();
    });
    gate_->await_entry();
    EXPECT_TRUE(engine->stop(kNoTime)->loop_is_blocked);
    waiting.get();  // NotFound, if it asked before the order was there
    running.get();
    engine.reset();
    EXPECT_EQ(Engine::open(store_).error().kind, Error::Kind::Busy) << "the loop still uses the store";
    gate_->open();
    while (!Engine::open(store_)) std::this_thread::yield();
  });
}

TEST_F(StoppedEngine, LeavesAnObserverBehindThatDoesNotReturn) {
  bounded([&] {
    std::optional<Engine::Subscription> subscription;
    {
      Engine engine = Engine::open(store_).value();
      subscription = engine
                         .observe([gate = gate_, first = std::make_shared<std::atomic<bool>>(true)](const Observed&) {
                           if (first->exchange(false)) gate->pass();
                         })
                         .value();
      engine.add_method("payment.charge", make_method([](const Value& request) { return request; })).value();
      run_order(engine);
      const StopReport report = engine.stop(kNoTime).value();
      EXPECT_EQ(report.observers, 1u);
      EXPECT_TRUE(report.calls.empty());
    }
    gate_->open();
    subscription.reset();
  });
}

TEST_F(StoppedEngine, IsNotStoppedByItsOwnOperator) {
  Engine engine = Engine::open(store_).value();
  engine
      .add_method("payment.charge", make_method([&](const Value&) {
                    return engine.stop(kNoTime).error().kind == Error::Kind::Unavailable ? 1 : 0;
                  }))
      .value();
  ASSERT_TRUE(engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = "order-1"}));
  EXPECT_EQ(engine.wait({"order-1"})->output, json("1"));
}

}  // namespace
}  // namespace baton::app
