// What waiting callers get when the store or an instance fails.
#include "engine/stepped_engine.hpp"

#include "adapters/memory/memory_store.hpp"
#include "engine/call_gateway.hpp"
#include "engine/definitions.hpp"
#include "engine/limits.hpp"
#include "engine/operator_caller.hpp"
#include "engine/requests/publish.hpp"
#include "engine/requests/start.hpp"
#include "runtime/ports/immediate_journal.hpp"

#include <gtest/gtest.h>
#include <contract/faulty_store.hpp>
#include <support/noted_log.hpp>

#include <span>
#include <stdexcept>

namespace baton::engine {
namespace {

using baton::testing::Fault;

class ManualClock final : public runtime::Clock {
 public:
  [[nodiscard]] Timestamp now() override { return time; }
  Timestamp time{Duration{1'000'000}};
};

class CountedIds final : public runtime::Ids {
 public:
  [[nodiscard]] std::string next_id() override { return "run" + std::to_string(++last_); }
  [[nodiscard]] std::uint64_t next_seed() override { return ++last_; }

 private:
  std::uint64_t last_ = 0;
};

class SteppedEngineOn : public ::testing::Test {
 protected:
  void SetUp() override {
    operators_.replace("a.b", [](Value, CallContext, const std::function<void(CallOutcome)>&) {});
    const auto compiled =
        desk_.compile("document: {dsl: '1.0.3', namespace: n, name: w, version: '1.0.0'}\ndo:\n- call: {call: a.b}\n");
    ASSERT_TRUE(compiled);
    ASSERT_TRUE(desk_.deploy_all({&*compiled, 1}));
  }
  void start() {
    auto request = requests::Start{.options = {.workflow = {"n", "w", ""}, .input = {}, .id = "x"}}.prepare(desk_, {});
    ASSERT_TRUE(request);
    engine_.start(*std::move(request), [this](Result<InstanceId> result) { started_.push_back(std::move(result)); });
  }
  Waiters::Done note() {
    return [this](Result<InstanceView> result) { waited_.push_back(std::move(result)); };
  }
  SteppedEngine::Begun begun() {
    return [this](const SteppedEngine::BegunWait& wait) { begun_.push_back(wait); };
  }
  void wait() { engine_.wait(InstanceId{"x"}, Until::Ended, std::nullopt, note(), begun()); }
  void wait_for(Duration limit) { engine_.wait(InstanceId{"x"}, Until::Ended, limit, note(), begun()); }
  void step() {
    while (engine_.step()) {
    }
  }
  void pass(Duration time) {
    clock_.time += time;
    step();
  }

  baton::testing::FaultyStore store_{adapters::open_memory_store()};
  ManualClock clock_;
  CountedIds ids_;
  std::shared_ptr<baton::testing::NotedLog> noted_ = std::make_shared<baton::testing::NotedLog>();
  Log log_{noted_};
  OperatorRegistry operators_;
  OperatorCaller operator_caller_{operators_};
  CallGateway gateway_{{.operators = operators_,
                        .routes = {{core::CallKind::Operator,
                                    {.caller = &operator_caller_,
                                     .run =
                                         [](std::span<CallGateway::Job> calls) {
                                           for (auto& call : calls) call();
                                         }}}},
                        .clock = clock_,
                        .secrets = {},
                        .to_loop = [](const CallGateway::Job&) {},
                        .answered = [](const runtime::CallAnswer&) {},
                        .log = log_}};
  runtime::ImmediateJournal journal_{store_};
  runtime::Programs programs_{store_, compile_stored};
  Desk desk_{{.queries = store_,
              .definitions = store_,
              .events = store_,
              .audit = store_,
              .programs = programs_,
              .gateway = gateway_,
              .clock = clock_,
              .ids = ids_,
              .mode = EngineOptions::Mode::Write,
              .secrets = {}}};
  std::shared_ptr<Subscribers> subscribers_ = std::make_shared<Subscribers>();
  SteppedEngine engine_{{.journal = journal_,
                         .gateway = gateway_,
                         .clock = clock_,
                         .ids = ids_,
                         .programs = programs_,
                         .subscribers = subscribers_,
                         .log = log_,
                         .mode = EngineOptions::Mode::Write}};
  std::vector<Result<InstanceId>> started_;
  std::vector<Result<InstanceView>> waited_;
  std::vector<SteppedEngine::BegunWait> begun_;
};

TEST_F(SteppedEngineOn, ChecksForAnEndWithoutLoadingTheInstance) {
  start();
  step();
  const std::size_t loads = store_.calls().loads;
  for (int slice = 0; slice < 10; ++slice) EXPECT_FALSE(desk_.look(InstanceId{"x"}, Until::Ended).value());
  EXPECT_EQ(store_.calls().loads, loads);
}

TEST_F(SteppedEngineOn, WaitsUntilATemporaryStoreFailureEnds) {
  store_.fail_next({Fault::Error});
  start();
  step();
  EXPECT_TRUE(started_.empty());
  const auto failure = engine_.store_failure();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->since, clock_.time);
  EXPECT_FALSE(failure->reason.empty());
  pass(std::chrono::seconds{1});
  ASSERT_EQ(started_.size(), 1u);
  EXPECT_TRUE(started_[0]);
  EXPECT_FALSE(engine_.store_failure());
}

TEST_F(SteppedEngineOn, LogsOnceThatTheStoreFailsAndThatItWorksAgain) {
  store_.fail_next({Fault::Error});
  store_.fail_next({Fault::Error});
  start();
  step();
  pass(std::chrono::milliseconds{500});
  pass(std::chrono::milliseconds{500});
  ASSERT_EQ(started_.size(), 1u);
  const auto lines = noted_->lines();
  ASSERT_EQ(lines.size(), 2u) << ::testing::PrintToString(lines);
  EXPECT_TRUE(lines[0].starts_with("warning: the store fails; it is tried again; reason=")) << lines[0];
  EXPECT_EQ(lines[1], "warning: the store works again; seconds=1");
  EXPECT_EQ(engine_.metrics().failed_commits, 2u);
  EXPECT_EQ(engine_.metrics().store_failures, 2u);
  start();
  step();
  EXPECT_EQ(noted_->lines().size(), 2u);
}

TEST_F(SteppedEngineOn, LogsAStoreThatFailsForGoodAsAnError) {
  start();
  step();
  runtime::Write usurper;
  usurper.shard.epoch = 9;
  usurper.instance.id = InstanceId{"other"};
  usurper.instance.revision = Revision{1};
  usurper.records = {{.revision = Revision{1}, .at = {}, .body = {}}};
  ASSERT_TRUE(store_.commit({.writes = {&usurper, 1}}));
  engine_.command(InstanceId{"x"}, core::Suspend{}, [](const Result<void>&) {});
  step();
  ASSERT_EQ(noted_->lines().size(), 1u);
  EXPECT_TRUE(noted_->lines()[0].starts_with("error: the store fails; reason=")) << noted_->lines()[0];
}

TEST_F(SteppedEngineOn, LogsEachInstanceThatIsQuarantined) {
  start();
  step();
  store_.refuse(InstanceId{"x"});
  engine_.answer({.instance = InstanceId{"x"}, .key = IntentKey{"another/1/0"}, .outcome = core::Succeeded{}});
  step();
  engine_.answer({.instance = InstanceId{"x"}, .key = IntentKey{"another/1/0"}, .outcome = core::Succeeded{}});
  step();
  EXPECT_EQ(engine_.metrics().quarantined, 1u);
  ASSERT_EQ(noted_->lines().size(), 1u);
  EXPECT_TRUE(noted_->lines()[0].starts_with(
      "error: an instance is quarantined; instance=x, reason=the instance 'x' is quarantined: "))
      << noted_->lines()[0];
}

TEST_F(SteppedEngineOn, LogsHowManyInterruptedInstancesAreContinued) {
  start();
  step();
  SteppedEngine next{{.journal = journal_,
                      .gateway = gateway_,
                      .clock = clock_,
                      .ids = ids_,
                      .programs = programs_,
                      .subscribers = subscribers_,
                      .log = log_,
                      .mode = EngineOptions::Mode::Write}};
  next.recover();
  while (next.step()) {
  }
  EXPECT_EQ(noted_->lines(), std::vector<std::string>{"info: interrupted instances are continued; instances=1"});
}

TEST_F(SteppedEngineOn, SaysThatNothingWasInterrupted) {
  engine_.recover();
  step();
  EXPECT_EQ(noted_->lines(), std::vector<std::string>{"info: no instance was interrupted"});
}

TEST_F(SteppedEngineOn, LogsThatASubscriberThrew) {
  const auto subscription = subscribers_->add([](const HistoryEntry&) { throw std::runtime_error("with data"); });
  start();
  step();
  ASSERT_EQ(noted_->lines().size(), 1u) << "one line for many of them";
  EXPECT_EQ(noted_->lines()[0], "warning: a subscriber threw an exception, which was dropped");
}

TEST_F(SteppedEngineOn, NotifiesAllCallersOfALastingStoreFailure) {
  start();
  step();
  wait();
  for (int i = 0; i < 100; ++i) store_.fail_next({Fault::Error});
  std::vector<Result<void>> suspended;
  engine_.command(InstanceId{"x"}, core::Suspend{},
                  [&](Result<void> result) { suspended.push_back(std::move(result)); });
  for (Duration passed{}; passed < kStorePatience; passed += std::chrono::seconds{1}) {
    EXPECT_TRUE(waited_.empty());
    pass(std::chrono::seconds{1});
  }
  pass(std::chrono::seconds{10});
  ASSERT_EQ(waited_.size(), 1u);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::StoreFailed);
  ASSERT_EQ(suspended.size(), 1u);
  EXPECT_EQ(suspended[0].error().kind, Error::Kind::StoreFailed);

  for (int i = 0; i < 100; ++i) pass(std::chrono::seconds{10});
  EXPECT_EQ(suspended.size(), 1u);  // told once
  EXPECT_EQ(desk_.find(InstanceId{"x"})->summary.status, Status::Suspended);
}

TEST_F(SteppedEngineOn, AnswersEveryRequestAfterLosingItsShard) {
  start();
  step();
  runtime::Write usurper;
  usurper.shard.epoch = 9;
  usurper.instance.id = InstanceId{"other"};
  usurper.instance.revision = Revision{1};
  usurper.records = {{.revision = Revision{1}, .at = {}, .body = {}}};
  ASSERT_TRUE(store_.commit({.writes = {&usurper, 1}}));
  std::vector<Result<void>> results;
  const auto keep = [&](Result<void> result) { results.push_back(std::move(result)); };
  engine_.command(InstanceId{"x"}, core::Suspend{}, keep);
  step();
  engine_.command(InstanceId{"x"}, core::Suspend{}, keep);
  engine_.remove(InstanceId{"x"}, keep);
  step();
  ASSERT_EQ(results.size(), 3u);
  for (const Result<void>& result : results) EXPECT_EQ(result.error().kind, Error::Kind::StoreFailed);
}

TEST_F(SteppedEngineOn, NotifiesTheWaitersOfAQuarantinedInstance) {
  start();
  step();
  wait();
  store_.refuse(InstanceId{"x"});
  engine_.answer({.instance = InstanceId{"x"}, .key = IntentKey{"another/1/0"}, .outcome = core::Succeeded{}});
  step();
  ASSERT_EQ(waited_.size(), 1u);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Quarantined);
  wait();
  EXPECT_EQ(waited_.back().error().kind, Error::Kind::Quarantined);
}

TEST_F(SteppedEngineOn, TellsWhoeverWaitsThatAnInstanceIsQuarantinedAgain) {
  start();
  step();
  store_.refuse(InstanceId{"x"});
  const auto answer = [this] {
    engine_.answer({.instance = InstanceId{"x"}, .key = IntentKey{"another/1/0"}, .outcome = core::Succeeded{}});
    step();
  };
  answer();
  engine_.recover(std::vector{InstanceId{"x"}});
  wait();
  EXPECT_TRUE(waited_.empty());
  answer();
  ASSERT_EQ(waited_.size(), 1u);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Quarantined);
}

TEST_F(SteppedEngineOn, AnswersACancelledWaitOnce) {
  start();
  step();
  wait();
  engine_.stop_waiting(begun_.at(0).waiter, Error{.kind = Error::Kind::Timeout, .message = "too long"});
  engine_.stop_waiting(begun_.at(0).waiter, Error{.kind = Error::Kind::Timeout, .message = "too long"});
  engine_.command(InstanceId{"x"}, core::Cancel{}, [](const Result<void>&) {});
  step();
  ASSERT_EQ(waited_.size(), 1U);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Timeout);
}

// An instance that listens, to which an event is published; the reply has come, and the loop has not taken it to the instance yet.
class SteppedEngineWithAnEvent : public SteppedEngineOn {
 protected:
  void SetUp() override {
    const auto compiled = desk_.compile(R"(document: {dsl: '1.0.3', namespace: n, name: w, version: '1.0.0'}
do:
- a: {listen: {to: {one: {with: {type: wanted}}}}}
- b: {listen: {to: {one: {with: {type: another}}}}}
)");
    ASSERT_TRUE(compiled);
    ASSERT_TRUE(desk_.deploy_all({&*compiled, 1}));
    start();
    step();
    auto publication = requests::Publish{.events = {{.source = "/s", .type = "wanted"}}}.prepare(desk_, {});
    ASSERT_TRUE(publication);
    bool is_published = false;
    engine_.publish(*std::move(publication), [&](const auto& result) { is_published = result.has_value(); });
    while (!is_published) ASSERT_TRUE(engine_.step());
    ASSERT_EQ(listens_in(), "/do/0/a");
  }
  [[nodiscard]] std::string listens_in() { return desk_.find(InstanceId{"x"}).value().tasks.at(0).reference; }
  void wait_until_idle(std::optional<Duration> limit = {}) {
    engine_.wait(InstanceId{"x"}, Until::Idle, limit, note(), begun());
  }
};

TEST_F(SteppedEngineWithAnEvent, AWaitUntilIdleWaitsForIt) {
  wait_until_idle();
  EXPECT_TRUE(begun_.empty());
  step();
  ASSERT_EQ(begun_.size(), 1U);
  EXPECT_TRUE(desk_.look(InstanceId{"x"}, Until::Idle).value());
  EXPECT_EQ(listens_in(), "/do/1/b");
}

TEST_F(SteppedEngineWithAnEvent, AWaitUntilIdleBeginsAtItsDeadlineAtTheLatest) {
  wait_until_idle(Duration{0});
  EXPECT_EQ(engine_.wakes_at(), clock_.time);
  engine_.step();
  EXPECT_EQ(begun_.size(), 1U);
  ASSERT_EQ(waited_.size(), 1U);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Timeout);
}

TEST_F(SteppedEngineWithAnEvent, AWaitUntilIdleEndsWithTheEngine) {
  wait_until_idle();
  engine_.fail_all(Error{.kind = Error::Kind::Unavailable, .message = "it closes"});
  EXPECT_EQ(begun_.size(), 1U);
  ASSERT_EQ(waited_.size(), 1U);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Unavailable);
}

TEST_F(SteppedEngineOn, WakesToEndAWaitWhoseTimeIsOver) {
  start();
  step();
  wait_for(std::chrono::seconds{5});
  wait_for(std::chrono::seconds{3});
  EXPECT_EQ(engine_.wakes_at(), clock_.time + std::chrono::seconds{3});
  pass(std::chrono::seconds{3});
  ASSERT_EQ(waited_.size(), 1u);
  EXPECT_EQ(waited_[0].error().kind, Error::Kind::Timeout);
  EXPECT_EQ(engine_.wakes_at(), clock_.time + std::chrono::seconds{2});
  engine_.command(InstanceId{"x"}, core::Cancel{}, [](const Result<void>&) {});
  step();
  EXPECT_EQ(waited_.size(), 2u);
  EXPECT_EQ(engine_.wakes_at(), std::nullopt) << "nobody waits any more";
}

}  // namespace
}  // namespace baton::engine
