// What is hosted, with a machine of this test.
#include "core/handle.hpp"
#include "core/limits.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

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
    throw_at(input);
    return step(0, input);
  }
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    throw_at(event.json);
    return step(*state.json.as_integer() + 1, event.json);
  }
  [[nodiscard]] Value outcome(const detail::Encoded&, const CallOutcome& outcome) const override {
    if (throws_at_outcomes) throw std::bad_alloc();
    return Value::string(std::holds_alternative<CallUnknown>(outcome) ? "call" : "answered");
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    return state.json;
  }

  mutable bool throws_at_outcomes = false;

 private:
  static void throw_at(const Value& event) {
    if (event == Value::string("throw")) throw std::runtime_error("no");
    if (event == Value::string("throw a number")) throw 7;
  }
  static detail::MachineStep step(std::int64_t count, const Value& event) {
    detail::MachineStep step{.state = number(count), .asked = {}, .end = {}};
    const Value intent = Value::string("intent");
    if (event == Value::string("call")) {
      step.asked.push_back({.intent = intent, .request = MachineCall{.function = "op.do", .arguments = {}}});
    }
    if (event == Value::string("wait")) {
      step.asked.push_back({.intent = intent, .request = MachineDelay{std::chrono::seconds{5}}});
    }
    for (const auto& [word, await] : {std::pair{"child", true}, {"loose child", false}}) {
      if (event != Value::string(word)) continue;
      step.asked.push_back(
          {.intent = intent, .request = MachineChild{.workflow = {"s", "kid", ""}, .id = "kid-1", .await = await}});
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

  std::shared_ptr<Counter> machine_ = std::make_shared<Counter>();
  Program program_ = machine_program("counter", machine_);
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

TEST_F(HostedProgram, IsNotStartedWhereItRefusesItsInputOrThrows) {
  for (const char* input : {"refuse", "throw", "throw a number"}) {
    const Instance before = instance_;
    const Decision decision = start(input);
    ASSERT_NE(refused(decision), nullptr);
    EXPECT_EQ(decision.next.status, Status::Pending) << "nothing of it is to be saved";
    EXPECT_TRUE(decision.intents.empty());
    instance_ = before;
  }
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

TEST_F(HostedProgram, RefusesAnEventAtWhichItThrows) {
  start("call");
  for (const char* event : {"throw", "throw a number"}) {
    const Instance before = instance_;
    const Decision decision = deliver(event);
    ASSERT_NE(refused(decision), nullptr);
    const Change& change = decision.record.changes.at(0);
    EXPECT_EQ(change.kind, ChangeKind::EventRefused);
    EXPECT_EQ(change.output, Value::string(event));
    EXPECT_EQ(instance_.state, before.state);
    EXPECT_EQ(instance_.pending, before.pending);
    EXPECT_TRUE(decision.intents.empty());
  }
  EXPECT_EQ(refused(deliver("more")), nullptr);
  EXPECT_EQ(state().value, number(1));
}

TEST_F(HostedProgram, SaysWhyItRefusesAnEvent) {
  start("begin");
  EXPECT_EQ(refused(deliver("throw"))->detail, "the machine 'counter' failed: no");
  EXPECT_EQ(refused(deliver("throw a number"))->detail,
            "the machine 'counter' failed: it threw something that is no std::exception");
}

TEST_F(HostedProgram, IsSuspendedByAnAnswerThatItCannotHandleAndHandlesItWhenItIsResumed) {
  start("call");
  const Answer answer{.key = instance_.pending.at(0).key, .outcome = Succeeded{}};
  machine_->throws_at_outcomes = true;
  const Decision decision = take(answer);
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_EQ(instance_.error->detail, "the machine 'counter' failed: std::bad_alloc");
  EXPECT_EQ(decision.record.changes.at(0).kind, ChangeKind::WorkflowSuspended);
  EXPECT_EQ(decision.record.changes.at(0).problem->detail, instance_.error->detail);
  EXPECT_EQ(take(answer).record.changes.at(0).kind, ChangeKind::EventIgnored) << "it is kept already";

  const Decision again = take(Resume{});
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_NE(refused(again), nullptr);
  EXPECT_TRUE(again.intents.empty()) << "it is answered";
  EXPECT_EQ(instance_.held.size(), 1U);

  machine_->throws_at_outcomes = false;
  EXPECT_EQ(refused(take(Resume{})), nullptr);
  EXPECT_FALSE(has_ended(instance_.status) || instance_.status == Status::Suspended);
  EXPECT_FALSE(instance_.error);
  EXPECT_EQ(state().value, number(1));
  EXPECT_TRUE(instance_.pending.empty());
}

TEST_F(HostedProgram, IsSuspendedByATimerThatItCannotHandleAndHandlesItWhenItIsResumed) {
  start("wait");
  const TimerId timer = timers_of(instance_).at(0).timer;
  machine_->throws_at_outcomes = true;
  take(TimerFired{timer});
  EXPECT_EQ(instance_.status, Status::Suspended);
  EXPECT_TRUE(holds_timer(instance_, timer));
  machine_->throws_at_outcomes = false;
  take(Resume{});
  EXPECT_EQ(state().value, number(1));
  EXPECT_TRUE(timers_of(instance_).empty());
}

TEST_F(HostedProgram, KeepsTheOrderOfWhatItHoldsWhenAResumeFails) {
  start("call");
  take(Suspend{});
  take(Answer{.key = instance_.pending.at(0).key, .outcome = Succeeded{}});
  deliver("more");
  machine_->throws_at_outcomes = true;
  take(Resume{});
  ASSERT_EQ(instance_.held.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Answer>(instance_.held[0].body));
  EXPECT_TRUE(std::holds_alternative<Deliver>(instance_.held[1].body));
  EXPECT_EQ(state().value, number(0));
  machine_->throws_at_outcomes = false;
  take(Resume{});
  EXPECT_EQ(state().value, number(2));
}

TEST_F(HostedProgram, RefusesAHeldEventAtWhichItThrowsAndHandlesTheNext) {
  start("begin");
  take(Suspend{});
  deliver("throw");
  deliver("more");
  const Decision decision = take(Resume{});
  EXPECT_EQ(refused(decision), nullptr) << "the resume itself was done";
  EXPECT_EQ(decision.record.changes.at(1).kind, ChangeKind::EventRefused);
  EXPECT_EQ(state().value, number(1));
}

TEST_F(HostedProgram, IsCancelledWithoutBeingAsked) {
  start("call");
  machine_->throws_at_outcomes = true;
  take(Answer{.key = instance_.pending.at(0).key, .outcome = Succeeded{}});
  take(Cancel{.compensate = true});
  EXPECT_EQ(instance_.status, Status::Cancelled);
  EXPECT_FALSE(instance_.error);
  EXPECT_TRUE(instance_.held.empty());
}

TEST_F(HostedProgram, ThatIsNotRegisteredRefusesEventsAndCanBeCancelled) {
  start("begin");
  program_.hosted->machine = nullptr;
  EXPECT_NE(refused(deliver("more")), nullptr);
  take(Cancel{.compensate = true});
  EXPECT_EQ(instance_.status, Status::Cancelled);
}

TEST_F(HostedProgram, StartsAChildAndTakesItsEndAsAnOutcome) {
  const Decision decision = start("child");
  const auto& child = std::get<StartChild>(std::get<Pending>(decision.intents.at(0)).request);
  EXPECT_EQ(child.workflow->version, "latest");
  EXPECT_EQ(child.id.value, "kid-1");
  EXPECT_TRUE(child.await);
  deliver("end");
  EXPECT_FALSE(has_ended(instance_.status)) << "a child is open";
  take(Answer{.key = instance_.pending.at(0).key, .outcome = Succeeded{}});
  deliver("end");
  EXPECT_EQ(instance_.status, Status::Completed);
}

TEST_F(HostedProgram, AsksForAnEqualChildUnderAnotherKeyAlsoWhereItsEndIsUnknown) {
  start("child");
  const IntentKey key = instance_.pending.at(0).key;
  take(Answer{.key = key, .outcome = OutcomeUnknown{make_problem(ProblemKind::Timeout, "no answer")}});
  EXPECT_TRUE(state().unknown.empty());
  deliver("child");
  EXPECT_NE(instance_.pending.at(0).key, key);
}

TEST_F(HostedProgram, CancelsTheChildrenThatItAwaits) {
  for (const bool compensate : {false, true}) {
    instance_ = new_instance(InstanceId{"i"}, program_);
    start("child");
    deliver("loose child");
    const IntentKey key = instance_.pending.at(0).key;
    const Decision decision = take(Cancel{.compensate = compensate});
    ASSERT_EQ(decision.intents.size(), 1U);
    const auto& cancel = std::get<CancelChild>(std::get<Pending>(decision.intents[0]).request);
    EXPECT_EQ(cancel.start, key);
    EXPECT_EQ(cancel.id.value, "kid-1");
    ASSERT_EQ(instance_.pending.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<StartChild>(instance_.pending[0].request)) << "the loose one starts yet";
  }
}

}  // namespace
}  // namespace baton::core
