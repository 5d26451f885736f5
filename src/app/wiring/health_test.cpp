// Engine::health(), and what calls in progress say about how far they are.
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <thread>

namespace baton::app {
namespace {

const std::string kCopy = document("copy", "use: {secrets: [pin]}\ndo:\n- copy: {call: files.copy}\n");

void start_copy(Engine& engine) {
  ASSERT_TRUE(engine.run(kCopy, {.input = {}, .id = "copy-1"}));
}

TEST(HealthOfAnEngine, IsGoodWhereItCanWork) {
  Engine engine = Engine::open("memory:").value();
  const EngineHealth health = engine.health();
  EXPECT_TRUE(health.is_open);
  EXPECT_TRUE(health.is_alive());
  EXPECT_TRUE(health.is_ready());
  EXPECT_FALSE(health.store_failure);
  EXPECT_EQ(health.requests.waiting, 0u);
  EXPECT_EQ(health.operator_calls.waiting, 0u);
  EXPECT_EQ(health.operators_blocked, 0u);
}

TEST(HealthOfAnEngine, SaysThatItIsClosed) {
  Engine engine = Engine::open("memory:").value();
  ASSERT_TRUE(engine.stop(Duration::zero()));
  EXPECT_FALSE(engine.health().is_open);
  EXPECT_FALSE(engine.health().is_ready());
}

TEST(HealthOfAnEngine, CountsTheCallsThatWaitForAThread) {
  bounded([] {
    std::promise<void> opens;
    const std::shared_future<void> opened = opens.get_future().share();
    Engine engine = Engine::open("memory:", {.operator_threads = 1}).value();
    engine
        .add_method("files.copy", make_method([opened] {
                      opened.wait();
                      return 1;
                    }))
        .value();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(engine.run(kCopy, {.input = {}, .id = {}}));
    while (engine.health().operator_calls.waiting != 2) std::this_thread::yield();
    opens.set_value();
    EXPECT_TRUE(engine.wait_until_all_idle());
    EXPECT_EQ(engine.health().operator_calls.waiting, 0u);
  });
}

TEST(HealthOfAnEngine, SaysHowLongItsLoopIsBusyWithOneThing) {
  bounded([] {
    std::promise<void> opens;
    std::promise<void> called;
    Engine engine = Engine::open("memory:", {.operator_threads = 0}).value();
    engine
        .add_method("files.copy", make_method([&, opened = opens.get_future().share()] {
                      called.set_value();
                      opened.wait();
                      return 1;
                    }))
        .value();
    auto running = std::async(std::launch::async, [&] { start_copy(engine); });
    called.get_future().wait();
    while (engine.health().loop_busy_for < std::chrono::milliseconds{2}) std::this_thread::yield();
    opens.set_value();
    running.get();
    while (engine.health().loop_busy_for > Duration::zero()) std::this_thread::yield();
  });
}

TEST(HealthOfALoop, IsBadOnceItIsBusyForTooLong) {
  EngineHealth health{
      .is_open = true, .requests = {.waiting = 0, .capacity = 1}, .operator_calls = {.waiting = 0, .capacity = 1}};
  EXPECT_TRUE(health.is_ready());
  health.operator_calls.waiting = 1;
  EXPECT_FALSE(health.is_ready());
  EXPECT_TRUE(health.is_alive());
  health.loop_busy_for = std::chrono::seconds{10};
  EXPECT_FALSE(health.is_alive());
}

TEST(ProgressOfACall, IsTheNewestUntilTheCallIsAnswered) {
  HeldMethod held;
  Engine engine = Engine::open("memory:").value();
  engine.add_method("files.copy", held.method()).value();
  start_copy(engine);
  const CallContext context = held.context(0);
  EXPECT_TRUE(engine.progress({"copy-1"}).empty());
  context.heartbeat({{"done", 1}, {"of", 10}});
  context.heartbeat({{"done", 2}, {"of", 10}});
  const std::vector<CallProgress> progress = engine.progress({"copy-1"});
  ASSERT_EQ(progress.size(), 1u);
  EXPECT_EQ(progress[0].function, "files.copy");
  EXPECT_EQ(progress[0].idempotency_key, context.idempotency_key);
  EXPECT_EQ(progress[0].attempt, 1u);
  EXPECT_EQ(progress[0].progress, json(R"({"done":2,"of":10})"));
  EXPECT_TRUE(engine.progress({"copy-2"}).empty());
  held.answer(0, CallSucceeded{});
  ASSERT_TRUE(engine.wait({"copy-1"}));
  context.heartbeat({{"done", 3}, {"of", 10}});
  EXPECT_TRUE(engine.progress({"copy-1"}).empty());
}

TEST(ProgressOfACall, HasALimitOfItsSize) {
  HeldMethod held;
  Engine engine = Engine::open("memory:").value();
  engine.add_method("files.copy", held.method()).value();
  start_copy(engine);
  const auto says = [&](std::size_t bytes) {
    held.context(0).heartbeat(Value::string(std::string(bytes, 'x')));
    return engine.progress({"copy-1"})[0].progress;
  };
  EXPECT_EQ(says(60'000).as_string().size(), 60'000u);
  EXPECT_EQ(says(70'000), Value::string("[larger than the 64 KiB that progress may have]"));
}

TEST(ProgressOfACall, ShowsNoSecrets) {
  HeldMethod held;
  Engine engine = Engine::open("memory:", {.secrets = {{"pin", "very secret pin"}}}).value();
  engine.add_method("files.copy", held.method()).value();
  start_copy(engine);
  held.context(0).heartbeat({{"at", "page of very secret pin"}});
  EXPECT_EQ(to_json(engine.progress({"copy-1"})[0].progress).find("very secret"), std::string::npos);
}

TEST(ProgressOfACall, MayBeSaidFromManyThreadsAndWhenTheEngineIsGone) {
  HeldMethod held;
  std::vector<std::jthread> threads;
  std::atomic<bool> is_over = false;
  {
    Engine engine = Engine::open("memory:").value();
    engine.add_method("files.copy", held.method()).value();
    start_copy(engine);
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([context = held.context(0), &is_over, i] {
        while (!is_over) context.heartbeat(Value(i));
      });
    }
    while (engine.progress({"copy-1"}).empty()) std::this_thread::yield();
  }
  held.context(0).heartbeat(Value(1));
  is_over = true;
}

TEST(ProgressOfACall, IsSeenInATestingEngineAtItsTime) {
  testing::TestEngine engine;
  std::optional<CallContext> context;
  std::function<void(CallOutcome)> held;
  engine
      .add_method("files.copy",
                  [&](const Value&, const CallContext& given, const std::function<void(CallOutcome)>& done) {
                    context = given;
                    held = done;
                  })
      .value();
  ASSERT_TRUE(engine.run(kCopy, {.input = {}, .id = "copy-1"}));
  engine.run_until_idle();
  ASSERT_TRUE(context);
  context->heartbeat(Value(7));
  const auto progress = engine.progress({"copy-1"});
  ASSERT_EQ(progress.size(), 1u);
  EXPECT_EQ(progress[0].at, engine.now());
}

TEST(CallContextOfNoEngine, MayHaveHeartbeats) {
  CallContext{}.heartbeat(Value(1));  // does nothing
}

}  // namespace
}  // namespace baton::app
