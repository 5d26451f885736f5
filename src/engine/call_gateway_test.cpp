// The gateway in the hands of a test: what it runs and what reaches the loop happens when the test says so.
#include "engine/call_gateway.hpp"

#include "engine/operator_caller.hpp"
#include "engine/operator_registry.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace baton::engine {
namespace {

class FixedClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override { return {}; }
};

// A caller that keeps what it is given.
class HeldCaller final : public runtime::Caller {
 public:
  struct Made {
    std::string function;
    Value arguments;
    CallContext context;
    Done done;
  };
  explicit HeldCaller(std::size_t capacity, std::vector<std::string> lacks = {})
      : capacity_(capacity), lacks_(std::move(lacks)) {}

  void call(const std::string& function, Value arguments, CallContext context, Done done) override {
    made.push_back({function, std::move(arguments), std::move(context), std::move(done)});
  }
  [[nodiscard]] std::size_t capacity() const override { return capacity_; }
  [[nodiscard]] std::vector<std::string> missing(const core::Program&) const override { return lacks_; }

  std::vector<Made> made;

 private:
  std::size_t capacity_;
  std::vector<std::string> lacks_;
};

class CallGatewayOf : public testing::Test {
 protected:
  CallGateway::Run run_later() {
    return [this](std::span<CallGateway::Task> tasks) {
      tasks_.insert(tasks_.end(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end()));
    };
  }
  void begin(core::CallKind kind, const std::string& function, const std::string& key, std::uint32_t attempt = 1) {
    core::Call call{.task = core::kRootTask, .kind = kind, .function = function, .arguments = {}, .deadline = {}};
    gateway_->begin({.instance = InstanceId{"x"},
                     .key = IntentKey{key},
                     .attempt = attempt,
                     .process = 7,
                     .program = nullptr,
                     .call = std::move(call)});
    gateway_->flush();
  }
  void withdraw(const std::string& key, std::uint32_t attempt = 1) {
    gateway_->withdraw({.kind = core::CallKind::Http, .key = IntentKey{key}, .attempt = attempt});
  }
  static void run_all(std::deque<CallGateway::Task>& tasks) {
    while (!tasks.empty()) {
      auto task = std::move(tasks.front());
      tasks.pop_front();
      task();
    }
  }
  void run() { run_all(tasks_); }
  void run_loop() { run_all(to_loop_); }

  std::deque<CallGateway::Task> to_loop_;  // calls that are dropped with their callers are answered
  OperatorRegistry operators_;
  HeldCaller operator_caller_{10, {"pay.charge"}};
  HeldCaller http_{20};
  FixedClock clock_;
  std::deque<CallGateway::Task> tasks_;
  std::vector<runtime::CallAnswer> answers_;
  std::unique_ptr<CallGateway> gateway_ = std::make_unique<CallGateway>(
      CallGateway::Parts{.operators = operators_,
                         .routes = {{core::CallKind::Operator, {.caller = &operator_caller_, .run = run_later()}},
                                    {core::CallKind::Http, {.caller = &http_, .run = run_later()}}},
                         .clock = clock_,
                         .secrets = {},
                         .to_loop = [this](CallGateway::Task&& task) { to_loop_.push_back(std::move(task)); },
                         .answered = [this](runtime::CallAnswer&& answer) { answers_.push_back(std::move(answer)); }});
};

TEST_F(CallGatewayOf, GivesEachCallToTheCallerOfItsKind) {
  begin(core::CallKind::Http, "http", "r/1/0");
  begin(core::CallKind::Operator, "pay.charge", "r/1/1");
  EXPECT_TRUE(http_.made.empty()) << "on no thread of the loop's";
  run();
  ASSERT_EQ(http_.made.size(), 1u);
  EXPECT_EQ(http_.made[0].function, "http");
  EXPECT_EQ(http_.made[0].context.idempotency_key, IntentKey{"r/1/0"});
  ASSERT_EQ(operator_caller_.made.size(), 1u);
  http_.made[0].done(CallSucceeded{});
  http_.made[0].done(CallUnknown{});  // only the first answer counts
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].key, IntentKey{"r/1/0"});
  EXPECT_EQ(answers_[0].process, 7u);
}

TEST_F(CallGatewayOf, LetsAMethodStandInForAnotherKind) {
  operators_.replace("http", [](const Value&, const CallContext&, const std::function<void(CallOutcome)>&) {});
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  EXPECT_TRUE(http_.made.empty());
  EXPECT_EQ(operator_caller_.made.size(), 1u);
}

TEST_F(CallGatewayOf, AsksItsCallersHowMuchTheyTakeAndWhatTheyLack) {
  EXPECT_EQ(gateway_->capacity(core::CallKind::Operator), 10u);
  EXPECT_EQ(gateway_->capacity(core::CallKind::Http), 20u);
  EXPECT_EQ(gateway_->missing({}), std::vector<std::string>{"pay.charge"});
}

TEST_F(CallGatewayOf, NeverMakesACallThatIsWithdrawnBefore) {
  begin(core::CallKind::Http, "http", "r/1/0");
  withdraw("r/1/0");
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<core::Failed>(answers_[0].outcome));
  EXPECT_FALSE(answers_[0].was_made);
  run();
  EXPECT_TRUE(http_.made.empty());
}

TEST_F(CallGatewayOf, AsksACallThatIsMadeToStopAndWaitsForItsAnswer) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  withdraw("r/1/0");
  EXPECT_TRUE(http_.made.at(0).context.stop.stop_requested());
  run_loop();
  EXPECT_TRUE(answers_.empty());
  http_.made[0].done(CallSucceeded{});
  run_loop();
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(CallGatewayOf, WithdrawsThatAttemptAlone) {
  begin(core::CallKind::Http, "http", "r/1/0", 1);
  begin(core::CallKind::Http, "http", "r/1/0", 2);
  run();
  withdraw("r/1/0", 1);
  EXPECT_TRUE(http_.made.at(0).context.stop.stop_requested());
  EXPECT_FALSE(http_.made.at(1).context.stop.stop_requested());
}

TEST_F(CallGatewayOf, WithdrawsNothingThatIsAnsweredOrWasNeverBegun) {
  withdraw("r/1/0");
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  http_.made.at(0).done(CallSucceeded{});
  run_loop();
  withdraw("r/1/0");
  EXPECT_FALSE(http_.made[0].context.stop.stop_requested());
  EXPECT_EQ(answers_.size(), 1u);
}

TEST_F(CallGatewayOf, MakesTheSameAttemptAgainOnceItIsAnswered) {
  for (std::size_t round = 1; round <= 2; ++round) {
    begin(core::CallKind::Http, "http", "r/1/0");
    run();
    http_.made.at(round - 1).done(CallUnknown{make_problem(ProblemKind::Communication, "lost")});
    run_loop();
    EXPECT_EQ(answers_.size(), round);
  }
}

TEST_F(CallGatewayOf, KnowsNoOutcomeOnceNobodyCanAnswer) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  auto copy = http_.made.at(0).done;
  http_.made.clear();
  run_loop();
  EXPECT_TRUE(answers_.empty()) << "a copy may still answer";
  copy = nullptr;
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  const auto& unknown = std::get<core::OutcomeUnknown>(answers_[0].outcome);
  EXPECT_NE(unknown.problem->detail.find("dropped the call without an answer"), std::string::npos);
}

TEST_F(CallGatewayOf, TakesTheAnswerAndNotThatItIsDroppedAfterwards) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  http_.made.at(0).done(CallSucceeded{});
  http_.made.clear();
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<core::Succeeded>(answers_[0].outcome));
}

TEST_F(CallGatewayOf, MayBeDroppedAfterItIsGone) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  gateway_.reset();
  http_.made.clear();
}

TEST_F(CallGatewayOf, StopsEverythingWhenItIsClosed) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  begin(core::CallKind::Http, "http", "r/1/1");
  gateway_->close();
  begin(core::CallKind::Http, "http", "r/1/2");
  run();
  ASSERT_EQ(http_.made.size(), 1u);
  EXPECT_TRUE(http_.made[0].context.stop.stop_requested());
}

TEST_F(CallGatewayOf, MayBeAnsweredAfterItIsGone) {
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  gateway_.reset();
  http_.made.at(0).done(CallSucceeded{});
}

TEST(OperatorCaller, KnowsWhatIsRegistered) {
  OperatorRegistry operators;
  OperatorCaller caller(operators);
  core::Program program;
  program.operator_calls = {"pay.charge", "pay.refund"};
  operators.replace("pay.charge", make_method([] { return 1; }));
  EXPECT_EQ(caller.missing(program), std::vector<std::string>{"pay.refund"});
  std::optional<CallOutcome> outcome;
  caller.call("pay.refund", {}, {}, [&](CallOutcome came) { outcome = std::move(came); });
  EXPECT_FALSE(std::get<CallFailed>(outcome.value()).was_made);
}

}  // namespace
}  // namespace baton::engine
