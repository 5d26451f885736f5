// Operators that wait in their engine, or that nobody waits for any more, while others need a thread.
#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

namespace baton::app {
namespace {

const std::string kCountDown = document("count-down", "do:\n- next: {call: own.next, with: {left: '${ .left }'}}\n");

Value left(std::int64_t number) {
  return Value{{"left", number}};
}

StartOptions counting(std::int64_t from, std::string id = {}) {
  return {.workflow = {"shop", "count-down", ""}, .input = left(from), .id = std::move(id)};
}

// Its operator starts an instance of the same workflow and waits for it, until there is nothing left.
void count_down_on(Engine& engine) {
  engine
      .add_method("own.next", make_method([&engine](const Value& request) -> std::expected<Value, Problem> {
                    const std::int64_t number = request.get<std::int64_t>("left").value();
                    if (number == 0) return Value(0);
                    const auto id = engine.start(counting(number - 1));
                    if (!id) return std::unexpected(make_problem(ProblemKind::Runtime, id.error().message));
                    const auto done = engine.wait(*id);
                    if (!done) return std::unexpected(make_problem(ProblemKind::Runtime, done.error().message));
                    if (done->error) return std::unexpected(*done->error);
                    return Value(done->output.get<std::int64_t>().value() + 1);
                  }))
      .value();
  engine.deploy(kCountDown).value();
}

TEST(WaitingOperator, GivesItsPlaceToTheOperatorsThatItWaitsFor) {
  bounded([] {
    Engine engine = Engine::open("memory:", {.operator_threads = 1}).value();
    count_down_on(engine);
    ASSERT_TRUE(engine.start(counting(100, "first")));
    EXPECT_EQ(engine.wait({"first"})->output, Value(100));
  });
}

TEST(WaitingOperator, GetsAnErrorWhereNoFurtherThreadMayWork) {
  bounded([] {
    Engine engine = Engine::open("memory:", {.operator_threads = 1}).value();
    count_down_on(engine);
    ASSERT_TRUE(engine.start(counting(1'000, "first")));
    const InstanceView first = engine.wait({"first"}).value();
    ASSERT_TRUE(first.error);
    EXPECT_NE(first.error->detail.find("all threads for operators wait for instances"), std::string::npos)
        << first.error->detail;
  });
}

TEST(WaitingOperator, GetsAnErrorWhereItWouldWaitForItself) {
  bounded([] {
    Engine engine = Engine::open("memory:").value();
    engine
        .add_method("own.next", make_method([&engine](const Value&, const CallContext& context) {
                      return engine.wait(context.instance).error().kind == Error::Kind::Unavailable &&
                             engine.wait_until_all_idle().error().kind == Error::Kind::Unavailable &&
                             engine.wait_until_all_done().error().kind == Error::Kind::Unavailable;
                    }))
        .value();
    engine.deploy(kCountDown).value();
    ASSERT_TRUE(engine.start(counting(1, "first")));
    EXPECT_EQ(engine.wait({"first"})->output, Value(true));
  });
}

TEST(WaitingOperator, MayWaitForItselfWithALimit) {
  Engine engine = Engine::open("memory:").value();
  engine
      .add_method("own.next", make_method([&engine](const Value&, const CallContext& context) {
                    return engine.wait(context.instance, std::chrono::milliseconds{1}).error().kind ==
                           Error::Kind::Timeout;
                  }))
      .value();
  engine.deploy(kCountDown).value();
  ASSERT_TRUE(engine.start(counting(1, "first")));
  EXPECT_EQ(engine.wait({"first"})->output, Value(true));
}

// Where the operators do not return, those of other instances still get threads.
TEST(GivenUpOperator, LeavesItsPlaceToOthers) {
  bounded([] {
    std::promise<void> opens;
    const std::shared_future<void> opened = opens.get_future().share();
    Engine engine = Engine::open("memory:", {.operator_threads = 2}).value();
    engine
        .add_method("own.stuck", make_method([&](const Value&, const CallContext&) {
                      opened.wait();
                      return 1;
                    }))
        .value();
    engine.add_method("own.next", make_method([](const Value& request) { return request; })).value();
    engine.deploy(kCountDown).value();
    engine.deploy(document("stuck", "do:\n- stuck:\n    timeout: {after: {milliseconds: 1}}\n    call: own.stuck\n"))
        .value();
    for (int i = 0; i < 5; ++i) {
      const auto id = engine.start({.workflow = {"shop", "stuck", ""}, .input = {}, .id = {}}).value();
      EXPECT_EQ(engine.wait(id)->summary.status, Status::Faulted);
    }
    ASSERT_TRUE(engine.start(counting(1, "first")));
    EXPECT_EQ(engine.wait({"first"})->output, left(1));
    opens.set_value();
  });
}

}  // namespace
}  // namespace baton::app
