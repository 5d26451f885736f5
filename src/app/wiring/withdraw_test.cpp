// Calls that nobody waits for any more, and who makes which kind of call.
#include "adapters/http/loopback_server.hpp"
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <stop_token>
#include <vector>

namespace baton::app {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A testing engine whose "payment.charge" is called and does not answer.
class WithdrawnCall : public ::testing::Test {
 protected:
  void SetUp() override {
    engine_
        .add_method("payment.charge",
                    [this](const Value&, CallContext context, std::function<void(CallOutcome)> done) {
                      contexts_.push_back(std::move(context));
                      done_.push_back(std::move(done));
                    })
        .value();
  }
  InstanceId run(const std::string& body) {
    const InstanceId id = engine_.run(document("calling", body), {.input = {}, .id = {}}).value();
    engine_.run_until_idle();
    return id;
  }
  [[nodiscard]] bool is_stopped(std::size_t call) const { return contexts_.at(call).stop.stop_requested(); }

  std::vector<CallContext> contexts_;  // they outlive the engine
  std::vector<std::function<void(CallOutcome)>> done_;
  baton::testing::TestEngine engine_;
};

TEST_F(WithdrawnCall, IsAskedToStopWhenItsInstanceIsCancelled) {
  const InstanceId id = run("do:\n- charge: {call: payment.charge}\n");
  EXPECT_TRUE(contexts_.at(0).stop.stop_possible());
  EXPECT_FALSE(is_stopped(0));
  ASSERT_TRUE(engine_.cancel(id, {}));
  EXPECT_TRUE(is_stopped(0));
  done_[0](CallSucceeded{});
  engine_.run_until_idle();
  EXPECT_EQ(engine_.history(id)->back().kind, "event.ignored");
}

TEST_F(WithdrawnCall, IsAskedToStopWhenItsTimeIsUp) {
  run("do:\n- charge: {call: payment.charge, timeout: {after: {minutes: 1}}}\n");
  EXPECT_FALSE(is_stopped(0));
  engine_.advance(minutes{1});
  EXPECT_TRUE(is_stopped(0));
}

TEST_F(WithdrawnCall, IsAskedToStopWhenAnotherBranchHasWon) {
  run("do:\n- race:\n    fork:\n      compete: true\n      branches:\n"
      "      - slow: {call: payment.charge}\n      - quick: {wait: {minutes: 1}}\n");
  engine_.advance(minutes{1});
  EXPECT_TRUE(is_stopped(0));
}

// The next attempt has the same key, and another one has been asked to stop.
TEST_F(WithdrawnCall, LeavesTheNextAttemptUnderItsKeyAlone) {
  run("do:\n- block:\n    try:\n    - charge: {call: payment.charge}\n"
      "    catch: {retry: {limit: {attempt: {count: 1, duration: {minutes: 1}}}}}\n");
  engine_.advance(minutes{1});
  ASSERT_EQ(contexts_.size(), 2u);
  EXPECT_EQ(contexts_[0].idempotency_key, contexts_[1].idempotency_key);
  EXPECT_TRUE(is_stopped(0));
  EXPECT_FALSE(is_stopped(1));
}

TEST_F(WithdrawnCall, IsNoneWhileItsInstanceIsSuspended) {
  const InstanceId id = run("do:\n- charge: {call: payment.charge}\n");
  ASSERT_TRUE(engine_.suspend(id));
  EXPECT_FALSE(is_stopped(0));
  ASSERT_TRUE(engine_.cancel(id, {}));
  EXPECT_TRUE(is_stopped(0));
}

// What it does must be undone, so its outcome is awaited, for as long as the task says.
TEST_F(WithdrawnCall, IsNoneWhoseOutcomeIsStillAwaited) {
  const InstanceId id = run(
      "do:\n- charge: {call: payment.charge, metadata: {drain: {minutes: 2}, compensate: [{undo: {set: {a: 1}}}]}}\n");
  ASSERT_TRUE(engine_.cancel(id, {.compensate = true}));
  EXPECT_FALSE(is_stopped(0));
  engine_.advance(minutes{2});
  EXPECT_TRUE(is_stopped(0));
}

TEST_F(WithdrawnCall, IsEveryCallOfAnEngineThatCloses) {
  run("do:\n- charge: {call: payment.charge}\n");
  {
    const auto closed = std::move(engine_);
  }
  EXPECT_TRUE(is_stopped(0));
}

TEST_F(WithdrawnCall, BelongsToTheTraceOfItsRun) {
  run("do:\n- both:\n    fork:\n      branches:\n      - a: {call: payment.charge}\n      - b: {call: "
      "payment.charge}\n");
  run("do:\n- charge: {call: payment.charge}\n");
  const auto trace = [&](std::size_t call) { return contexts_.at(call).traceparent().substr(0, 35); };
  EXPECT_EQ(contexts_[0].traceparent().size(), 55u);
  EXPECT_EQ(trace(0), trace(1));
  EXPECT_NE(contexts_[0].traceparent(), contexts_[1].traceparent());
  EXPECT_NE(trace(0), trace(2));
}

// Blocks the only thread of the pool until release.
struct Blocker {
  [[nodiscard]] OperatorMethod method() {
    return [this](const Value&, const CallContext&, const std::function<void(CallOutcome)>& done) {
      begun.count_down();
      may_end.wait();
      done(CallSucceeded{});
    };
  }
  std::latch begun{1};
  std::latch may_end{1};
};

TEST(WithdrawnCallOfAnEngine, ThatWaitsForAThreadIsNeverMade) {
  Blocker blocker;
  std::atomic<int> charged = 0;
  Engine engine = Engine::open("memory:", {.operator_threads = 1}).value();
  engine.add_method("slow.block", blocker.method()).value();
  engine
      .add_method("payment.charge",
                  [&](const Value&, const CallContext&, const std::function<void(CallOutcome)>& done) {
                    ++charged;
                    done(CallSucceeded{});
                  })
      .value();
  const auto slow = engine.run(document("slow", "do:\n- block: {call: slow.block}\n"), {}).value();
  blocker.begun.wait();
  const auto order = engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = {}}).value();
  ASSERT_TRUE(engine.wait_until_all_idle(hours{0}).error().kind == Error::Kind::Timeout);  // the loop has looked at it
  ASSERT_TRUE(engine.cancel(order));
  blocker.may_end.count_down();
  ASSERT_TRUE(engine.wait(slow));
  ASSERT_TRUE(engine.run(kOrder, {.input = json(R"({"cents":2})"), .id = "next"}));
  ASSERT_TRUE(engine.wait(InstanceId{"next"}));
  EXPECT_EQ(charged, 1);
}

// The engine that closes waits for it, so it would hang.
void close_while_it_waits_to_be_stopped(std::size_t operator_threads) {
  std::promise<void> called;
  Engine engine = Engine::open("memory:", {.operator_threads = operator_threads}).value();
  engine
      .add_method("slow.wait",
                  [&](const Value&, const CallContext& context, const std::function<void(CallOutcome)>& done) {
                    std::promise<void> stopped;
                    const std::stop_callback on_stop(context.stop, [&] { stopped.set_value(); });
                    called.set_value();
                    stopped.get_future().wait();
                    done(CallFailed{.problem = make_problem(ProblemKind::Runtime, "stopped")});
                  })
      .value();
  ASSERT_TRUE(engine.run(document("slow", "do:\n- wait: {call: slow.wait}\n"), {}));
  called.get_future().wait();
}

TEST(WithdrawnCallOfAnEngine, IsEachOneThatIsMadeWhenTheEngineCloses) {
  bounded([] { close_while_it_waits_to_be_stopped(1); });
  bounded([] { close_while_it_waits_to_be_stopped(0); });
}

std::string http_document(const std::string& url) {
  return document("calling", "do:\n- ask: {call: http, with: {method: get, endpoint: '" + url + "'}}\n");
}

TEST(WithdrawnCallOfAnEngine, OfHttpIsAborted) {
  const http::LoopbackServer server(
      [](const http::ServedRequest&) { return http::Reply{.bytes = {}, .then = http::Reply::Then::StaySilent}; });
  Engine engine = Engine::open("memory:").value();
  std::promise<void> answered;
  const auto subscription = engine.subscribe([&](const HistoryEntry& entry) {
    if (entry.kind == "event.ignored") answered.set_value();
  });
  const auto id = engine.run(http_document(server.url("/never")), {}).value();
  server.await_requests(1);
  ASSERT_TRUE(engine.cancel(id));
  bounded([&] { answered.get_future().wait(); });  // this would take five minutes without the abort
}

TEST(CallsOfHttp, AreNotHeldUpByOperatorsThatBlock) {
  const http::LoopbackServer server([](const http::ServedRequest&) { return http::reply("200 OK", "", "here"); });
  Blocker blocker;
  Engine engine = Engine::open("memory:", {.operator_threads = 1}).value();
  engine.add_method("slow.block", blocker.method()).value();
  ASSERT_TRUE(engine.run(document("slow", "do:\n- block: {call: slow.block}\n"), {}));
  blocker.begun.wait();
  const auto id = engine.run(http_document(server.url("/")), {}).value();
  EXPECT_EQ(bounded([&] { return engine.wait(id)->output; }), Value::string("here"));
  EXPECT_EQ(server.requests().at(0).header("traceparent").size(), 55u);
  blocker.may_end.count_down();
}

TEST(EngineOptions, AnEngineWithoutSpinningThreadsDoesTheSame) {
  const http::LoopbackServer server([](const http::ServedRequest&) { return http::reply("200 OK", "", "here"); });
  Engine engine = Engine::open("memory:", {.longest_spin = std::chrono::microseconds{0}}).value();
  engine.add_method("payment.charge", make_method([] { return 7; })).value();
  for (int i = 0; i < 20; ++i) {
    const auto order = engine.run(kOrder, {.input = json(R"({"cents":1})"), .id = {}}).value();
    const auto asked = engine.run(http_document(server.url("/")), {}).value();
    EXPECT_EQ(engine.wait(order)->output, json("7"));
    EXPECT_EQ(engine.wait(asked)->output, Value::string("here"));
  }
}

TEST(CallsOfHttp, CanBeReplacedByAMethod) {
  Engine engine = Engine::open("memory:").value();
  engine.add_method("http", make_method([] { return std::string("in its place"); })).value();
  const auto id = engine.run(http_document("http://nowhere.invalid/"), {}).value();
  EXPECT_EQ(engine.wait(id)->output, Value::string("in its place"));
}

TEST(CallsOfHttp, AreScriptedInATestingEngine) {
  baton::testing::TestEngine engine;
  engine.on("http").returns(Value::string("scripted"));
  const auto id = engine.run(http_document("http://nowhere.invalid/"), {}).value();
  engine.run_until_idle();
  EXPECT_EQ(engine.find(id)->output, Value::string("scripted"));
  EXPECT_EQ(engine.calls("http").size(), 1u);
}

}  // namespace
}  // namespace baton::app
