// What is hosted, with a machine of this test.
#include "core/handle.hpp"
#include "core/limits.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace baton::core {
namespace {

Value number(std::int64_t value) {
  return Value::number(value);
}

// Its state is how many events it has seen. It calls for each event "call", waits for each "wait", and ends at "end".
class Counter final : public detail::AnyMachine {
 public:
  [[nodiscard]] int format() const override { return 1; }
  [[nodiscard]] std::expected<detail::MachineStep, Problem> start(const Value& input) const override {
    if (input == Value::string("refuse")) return std::unexpected(make_problem(ProblemKind::Validation, "no"));
    return step(0, input);
  }
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    if (event.json == Value::string("throw")) throw std::runtime_error("no");
    return step(*state.json.as_integer() + 1, event.json);
  }
  [[nodiscard]] Value outcome(const detail::Encoded&, const CallOutcome& outcome) const override {
    return Value::string(std::holds_alternative<CallUnknown>(outcome) ? "call" : "answered");
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    return state.json;
  }

 private:
  static detail::MachineStep step(std::int64_t count, const Value& event) {
    detail::MachineStep step{.state = number(count), .asked = {}, .end = {}};
    const Value intent = Value::string("intent");
    if (event == Value::string("call")) {
      step.asked.push_back({.intent = intent, .request = MachineCall{.function = "op.do", .arguments = {}}});
    }
    if (event == Value::string("wait")) {
      step.asked.push_back({.intent = intent, .request = MachineDelay{std::chrono::seconds{5}}});
    }
    if (event == Value::string("end")) step.end = MachineEnd(number(count));
    return step;
  }
};

class HostedProgram : public testing::Test {
 protected:
  Decision take(EventBody body) {
    now_ += Duration{1};
    Decision decision = handle(program_, instance_, Event{.at = now_, .seed = 1, .body = std::move(body)});
    instance_ = decision.next;
    return decision;
  }
  Decision start(const char* input) { return take(Start{.run_id = "R", .input = Value::string(input), .parent = {}}); }
  Decision deliver(const char* event) { return take(Deliver{.event = Value::string(event), .source = {}, .id = {}}); }
  [[nodiscard]] const HostedState& state() const { return std::get<HostedState>(instance_.state); }

  Program program_ = machine_program("counter", std::make_shared<Counter>());
  Instance instance_ = new_instance(InstanceId{"i"}, program_);
  Timestamp now_{Duration{1'000}};
};

TEST_F(HostedProgram, WaitsForEvents) {
  start("begin");
  EXPECT_EQ(instance_.status, Status::Waiting);
  deliver("more");
  EXPECT_EQ(state().value, number(1));
  EXPECT_EQ(instance_.status, Status::Waiting);
}

TEST_F(HostedProgram, EndsWhereItRefusesItsInput) {
  start("refuse");
  EXPECT_EQ(instance_.status, Status::Faulted);
  EXPECT_EQ(instance_.error->instance, "/");
  EXPECT_TRUE(refusal(instance_, Retry{})) << "its end is its own decision";
}

TEST_F(HostedProgram, CallsUnderAKeyOfItsOwnAndTakesTheAnswerOnce) {
  start("call");
  ASSERT_EQ(instance_.pending.size(), 1U);
  const IntentKey key = instance_.pending[0].key;
  EXPECT_EQ(instance_.status, Status::Running);
  take(Answer{.key = key, .outcome = Succeeded{}});
  EXPECT_EQ(state().value, number(1));
  EXPECT_TRUE(state().requests.empty());
  const Decision again = take(Answer{.key = key, .outcome = Succeeded{}});
  EXPECT_EQ(again.record.changes.front().kind, ChangeKind::EventIgnored);
  EXPECT_EQ(state().value, number(1));
}

TEST_F(HostedProgram, AsksAgainUnderTheSameKeyWhereTheOutcomeIsUnknown) {
  start("call");
  const IntentKey key = instance_.pending[0].key;
  take(Answer{.key = key, .outcome = OutcomeUnknown{make_problem(ProblemKind::Timeout, "no answer")}});
  ASSERT_EQ(instance_.pending.size(), 1U);
  EXPECT_EQ(instance_.pending[0].key, key);
  EXPECT_EQ(instance_.pending[0].attempt, 2U);
  EXPECT_TRUE(state().unknown.empty()) << "the key is in use again";
  const Problem no = make_problem(ProblemKind::Runtime, "no");
  EXPECT_EQ(take(Answer{.key = key, .outcome = Failed{no}}).record.changes.front().kind, ChangeKind::EventIgnored)
      << "of the first attempt, for the second time";
  take(Answer{.key = key, .outcome = Succeeded{}, .attempt = 2});
  deliver("call");
  EXPECT_NE(instance_.pending.at(0).key, key) << "a later call has a key of its own";
}

TEST_F(HostedProgram, IsWokenByItsTimerOnce) {
  const Decision decision = start("wait");
  const auto timers = timers_of(instance_);
  ASSERT_EQ(timers.size(), 1U);
  EXPECT_EQ(timers[0].due, now_ + std::chrono::seconds{5});
  take(TimerFired{timers[0].timer});
  EXPECT_EQ(state().value, number(1));
  EXPECT_TRUE(timers_of(instance_).empty());
  EXPECT_EQ(take(TimerFired{timers[0].timer}).record.changes.front().kind, ChangeKind::EventIgnored);
}

TEST_F(HostedProgram, EndsOnceNoCallIsOpen) {
  start("call");
  deliver("end");
  EXPECT_FALSE(has_ended(instance_.status)) << "a call is open";
  take(Answer{.key = instance_.pending[0].key, .outcome = Succeeded{}});
  deliver("end");
  EXPECT_EQ(instance_.status, Status::Completed);
  EXPECT_EQ(instance_.output, number(3));
}

TEST_F(HostedProgram, ForgetsItsTimersWhenItIsCancelled) {
  start("wait");
  const Decision decision = take(Cancel{.compensate = true});
  EXPECT_EQ(instance_.status, Status::Cancelled);
  EXPECT_TRUE(timers_of(instance_).empty());
  ASSERT_EQ(decision.intents.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<ClearTimer>(decision.intents[0]));
}

TEST_F(HostedProgram, WithdrawsItsCallsWhenItIsCancelled) {
  start("call");
  const IntentKey key = instance_.pending.at(0).key;
  const Decision decision = take(Cancel{.compensate = false});
  ASSERT_EQ(decision.intents.size(), 1U);
  EXPECT_EQ(std::get<Withdraw>(decision.intents[0]), (Withdraw{.kind = CallKind::Operator, .key = key, .attempt = 1}));
}

TEST_F(HostedProgram, WithdrawsNothingThatHasBeenAnswered) {
  start("call");
  take(Answer{.key = instance_.pending.at(0).key, .outcome = Succeeded{}});
  EXPECT_TRUE(take(Cancel{.compensate = false}).intents.empty());
}

TEST_F(HostedProgram, KeepsEventsWhileItIsSuspended) {
  start("begin");
  take(Suspend{});
  deliver("more");
  EXPECT_EQ(state().value, number(0));
  take(Resume{});
  EXPECT_EQ(state().value, number(1));
}

TEST_F(HostedProgram, ThatThrowsThrowsOutOfHandle) {
  start("begin");
  EXPECT_THROW(deliver("throw"), std::runtime_error);
}

}  // namespace
}  // namespace baton::core
