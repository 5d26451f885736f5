// The gateway in the hands of a test: what it runs and what reaches the loop happens when the test says so.
#include "engine/call_gateway.hpp"

#include "engine/log.hpp"
#include "engine/operator_caller.hpp"
#include "engine/operator_registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

  bool call(const std::string& function, Value arguments, CallContext context, Done done) override {
    if (std::ranges::find(lacks_, function) != lacks_.end()) return false;
    made.push_back({function, std::move(arguments), std::move(context), std::move(done)});
    return true;
  }
  void lacks(const std::string& function) { lacks_.push_back(function); }
  void gets_all() { lacks_.clear(); }
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
    return [this](std::span<CallGateway::Job> jobs) {
      jobs_.insert(jobs_.end(), std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
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
  static void run_all(std::deque<CallGateway::Job>& jobs) {
    while (!jobs.empty()) {
      auto job = std::move(jobs.front());
      jobs.pop_front();
      job();
    }
  }
  void run() { run_all(jobs_); }
  void run_loop() { run_all(to_loop_); }

  std::deque<CallGateway::Job> to_loop_;  // calls that are dropped with their callers are answered
  OperatorRegistry operators_;
  HeldCaller operator_caller_{10, {"pay.refund"}};
  HeldCaller http_{20};
  FixedClock clock_;
  Log log_{nullptr};
  std::deque<CallGateway::Job> jobs_;
  std::vector<runtime::CallAnswer> answers_;
  std::unique_ptr<CallGateway> gateway_ = std::make_unique<CallGateway>(CallGateway::Dependencies{
      .operators = operators_,
      .routes = {{core::CallKind::Operator, {.caller = &operator_caller_, .run = run_later()}},
                 {core::CallKind::Http, {.caller = &http_, .run = run_later()}}},
      .clock = clock_,
      .secrets = {},
      .to_loop = [this](CallGateway::Job&& job) { to_loop_.push_back(std::move(job)); },
      .answered = [this](runtime::CallAnswer&& answer) { answers_.push_back(std::move(answer)); },
      .log = log_});
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
  EXPECT_EQ(gateway_->missing({}), std::vector<std::string>{"pay.refund"});
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
  EXPECT_FALSE(caller.call("pay.refund", {}, {}, [](const CallOutcome&) { FAIL() << "nothing was done"; }));
}

using MissingOperators = std::vector<MissingOperator>;

TEST_F(CallGatewayOf, MakesACallOnceItsOperatorIsRegistered) {
  begin(core::CallKind::Operator, "pay.refund", "r/1/0");
  begin(core::CallKind::Operator, "pay.refund", "r/2/0");
  run();
  run_loop();
  EXPECT_TRUE(answers_.empty());
  EXPECT_TRUE(gateway_->waits_for_operator(IntentKey{"r/1/0"}, 1));
  EXPECT_EQ(gateway_->missing_operators(), MissingOperators({{.function = "pay.refund", .waiting = 2}}));
  EXPECT_EQ(gateway_->capacity(core::CallKind::Operator), 12u) << "it takes no room from others";

  gateway_->registered();  // others
  EXPECT_TRUE(gateway_->waits_for_operator(IntentKey{"r/1/0"}, 1));
  operator_caller_.gets_all();
  operators_.replace("pay.refund", make_method([] { return 1; }));
  gateway_->registered();
  gateway_->flush();
  run();
  ASSERT_EQ(operator_caller_.made.size(), 2u);
  EXPECT_EQ(operator_caller_.made[0].context.idempotency_key, IntentKey{"r/1/0"}) << "in their order";
  EXPECT_FALSE(gateway_->waits_for_operator(IntentKey{"r/1/0"}, 1));
  EXPECT_TRUE(gateway_->missing_operators().empty());
  EXPECT_EQ(gateway_->capacity(core::CallKind::Operator), 10u);
  operator_caller_.made[0].done(CallSucceeded{});
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_TRUE(answers_[0].was_made);
}

TEST_F(CallGatewayOf, MakesACallWhoseOperatorIsRegisteredWhileItIsGivenBack) {
  begin(core::CallKind::Operator, "pay.refund", "r/1/0");
  run();
  operator_caller_.gets_all();
  operators_.replace("pay.refund", make_method([] { return 1; }));
  gateway_->registered();
  run_loop();
  gateway_->flush();
  run();
  EXPECT_EQ(operator_caller_.made.size(), 1u);
}

TEST_F(CallGatewayOf, WithdrawsACallThatWaitsForItsOperator) {
  begin(core::CallKind::Operator, "pay.refund", "r/1/0");
  begin(core::CallKind::Operator, "pay.refund", "r/2/0");
  run();
  withdraw("r/1/0");  // before the loop knows that it waits
  run_loop();
  withdraw("r/2/0");
  run_loop();
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_FALSE(answers_[0].was_made);
  EXPECT_FALSE(answers_[1].was_made);
  EXPECT_TRUE(gateway_->missing_operators().empty());
  EXPECT_EQ(gateway_->capacity(core::CallKind::Operator), 10u);
}

TEST_F(CallGatewayOf, FailsACallOfAKindThatNobodyServes) {
  http_.lacks("http");
  begin(core::CallKind::Http, "http", "r/1/0");
  run();
  run_loop();
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_FALSE(answers_[0].was_made);
}

}  // namespace
}  // namespace baton::engine
