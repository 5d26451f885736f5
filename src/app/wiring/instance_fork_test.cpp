// Forks of instances: what they do again, and what they do not.
#include "app/wiring/test_support.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baton::testing {
namespace {

using std::chrono::hours;

using app::json;

// Charges, waits a day, and ships; a charge can be refunded.
std::string order(const std::string& version = "1.0.0", const std::string& before = "",
                  const std::string& ship = "shipping.send") {
  return "document: {dsl: '1.0.3', namespace: shop, name: order, version: '" + version + "'}\ndo:\n" + before +
         "- charge: {call: payment.charge, with: {cents: '${ .cents }'}, metadata: {compensate: [{refund: {call: "
         "payment.refund}}]}}\n"
         "- rest: {wait: {hours: 24}}\n"
         "- ship: {call: " +
         ship + ", with: {receipt: '${ .receipt }'}}\n";
}

class ForkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    engine_.on("payment.charge").returns(json(R"({"receipt":"r1"})"));
    engine_.on("payment.refund").returns(json("null"));
    ASSERT_TRUE(engine_.deploy(order()));
  }
  InstanceId start(const std::string& id) {
    return engine_.start({.workflow = {"shop", "order", ""}, .input = json(R"({"cents":100})"), .id = id}).value();
  }
  Status status(const std::string& id) { return engine_.find({id})->summary.status; }
  std::size_t calls(std::string_view function) { return engine_.calls(function).size(); }
  // The last revision at which it waited for the next day.
  Revision resting(const InstanceId& id) {
    for (std::uint64_t revision = engine_.find(id)->summary.revision.value; revision > 0; --revision) {
      if (engine_.find(id, Revision{revision})->summary.status == Status::Waiting) return Revision{revision};
    }
    return {};
  }

  TestEngine engine_;
  Script send_ = engine_.on("shipping.send");
};

TEST_F(ForkTest, WhatHadCompletedIsNotDoneAgain) {
  send_.returns(json("1"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  ASSERT_EQ(status("a"), Status::Completed);

  const InstanceId fork = engine_.fork(source, {.revision = resting(source), .id = "b"}).value();
  engine_.run_until_idle();
  EXPECT_EQ(status("b"), Status::Completed) << "its timer was overdue";
  EXPECT_EQ(calls("payment.charge"), 1U);
  ASSERT_EQ(calls("shipping.send"), 2U);
  EXPECT_NE(engine_.calls("shipping.send")[0].idempotency_key, engine_.calls("shipping.send")[1].idempotency_key);
  EXPECT_EQ(engine_.calls("shipping.send")[1].arguments, json(R"({"receipt":"r1"})"));
  EXPECT_EQ(engine_.history(fork)->front().output, json(R"({"instance":"a","revision":2})"));
}

TEST_F(ForkTest, ACallInFlightIsMadeAgainUnderAnotherKey) {
  send_.never_answers();
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  const Revision shipping = engine_.find(source)->summary.revision;
  EXPECT_EQ(engine_.fork(source, {.revision = shipping, .id = "b"}).error().kind, Error::Kind::Conflict) << "it runs";
  ASSERT_TRUE(engine_.cancel(source, {}));

  const ForkPreview preview = engine_.preview_fork(source, {.revision = shipping}).value();
  ASSERT_EQ(preview.effects.size(), 2U);
  EXPECT_EQ(preview.effects[0].kind, ForkEffect::Kind::Call);
  EXPECT_EQ(preview.effects[0].task, "/do/2/ship");
  EXPECT_EQ(preview.effects[1].kind, ForkEffect::Kind::Undo);
  EXPECT_EQ(preview.effects[1].task, "/do/0/charge");
  EXPECT_FALSE(engine_.find({"b"})) << "it was only a preview";

  ASSERT_TRUE(engine_.fork(source, {.revision = shipping, .id = "b"}));
  engine_.run_until_idle();
  ASSERT_EQ(calls("shipping.send"), 2U);
  EXPECT_NE(engine_.calls("shipping.send")[0].idempotency_key, engine_.calls("shipping.send")[1].idempotency_key);
  engine_.answer(engine_.calls("shipping.send")[1], CallSucceeded{json("7")});
  engine_.run_until_idle();
  EXPECT_EQ(status("b"), Status::Completed);
  EXPECT_EQ(calls("payment.charge"), 1U);
}

TEST_F(ForkTest, TheSameForkAgainIsTheSameFork) {
  send_.returns(json("1"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  const ForkOptions options{.revision = resting(source), .id = "b"};
  ASSERT_TRUE(engine_.fork(source, options));
  engine_.run_until_idle();
  EXPECT_EQ(engine_.fork(source, options).value(), InstanceId{"b"});
  ASSERT_TRUE(engine_.remove(source));
  EXPECT_EQ(engine_.fork(source, options).value(), InstanceId{"b"}) << "whatever has become of its source";
  engine_.run_until_idle();
  EXPECT_EQ(calls("shipping.send"), 2U);
  ForkOptions other = options;
  other.input = json("1");
  EXPECT_EQ(engine_.fork(source, other).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(
      engine_.start({.workflow = {"shop", "order", ""}, .input = json(R"({"cents":100})"), .id = "b"}).error().kind,
      Error::Kind::Conflict)
      << "a start is no fork";
}

TEST_F(ForkTest, AllForksUndoWhatTheyHaveInheritedUnderOneKey) {
  send_.returns_once(json("1")).fails(make_problem(ProblemKind::Runtime, "no stock"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  ASSERT_EQ(status("a"), Status::Completed);
  const Revision revision = resting(source);
  ASSERT_TRUE(engine_.fork(source, {.revision = revision, .id = "b"}));
  ASSERT_TRUE(engine_.fork(source, {.revision = revision, .id = "c"}));
  engine_.run_until_idle();
  EXPECT_EQ(status("b"), Status::Faulted);
  EXPECT_EQ(status("c"), Status::Faulted);
  const auto refunds = engine_.calls("payment.refund");
  ASSERT_EQ(refunds.size(), 2U);
  EXPECT_EQ(refunds[0].idempotency_key, refunds[1].idempotency_key);
  EXPECT_EQ(engine_.fork({"b"}, {.revision = Revision{1}, .id = "d"}).error().kind, Error::Kind::Conflict)
      << "it has undone that itself";
}

TEST_F(ForkTest, WhatTheSourceHasUndoneIsOnlyUndoneAgainByForce) {
  send_.fails(make_problem(ProblemKind::Runtime, "no stock"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  ASSERT_EQ(status("a"), Status::Faulted);
  ASSERT_EQ(calls("payment.refund"), 1U);
  const auto refused = engine_.fork(source, {.revision = resting(source), .id = "b"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::Conflict);
  EXPECT_NE(refused.error().message.find("has been undone since"), std::string::npos) << refused.error().message;
  EXPECT_TRUE(engine_.fork(source, {.revision = resting(source), .id = "b", .force = true}));
}

TEST_F(ForkTest, AnotherVersionIsRunWhereItFits) {
  send_.returns(json("1"));
  engine_.on("shipping.send2").returns(json("2"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  const Revision revision = resting(source);
  ASSERT_TRUE(engine_.deploy(order("1.1.0", "- check: {set: {cents: 1}}\n", "shipping.send2")));
  ASSERT_TRUE(
      engine_.deploy("document: {dsl: '1.0.3', namespace: shop, name: order, version: '2.0.0'}\n"
                     "do:\n- rest: {wait: {hours: 24}}\n"));
  const auto fork_to = [&](const std::string& id, const std::string& name, const std::string& version) {
    return engine_.fork(source, {.revision = revision, .id = id, .workflow = DefinitionName{"shop", name, version}});
  };
  EXPECT_TRUE(fork_to("b", "order", "1.1.0"));
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find({"b"})->output, json("2")) << "what comes after it is the new version's";
  EXPECT_EQ(engine_.find({"b"})->summary.definition.version, "1.1.0");
  const auto unfit = fork_to("c", "order", "2.0.0");
  ASSERT_FALSE(unfit);
  EXPECT_EQ(unfit.error().kind, Error::Kind::Conflict);
  EXPECT_NE(unfit.error().message.find("/do/0/charge"), std::string::npos) << unfit.error().message;
  EXPECT_EQ(fork_to("c", "other", "").error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(fork_to("c", "order", "9.0.0").error().kind, Error::Kind::NotFound);
}

TEST_F(ForkTest, InputAndContextMayBeReplaced) {
  const InstanceId source = engine_
                                .run(
                                    "document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\n"
                                    "do:\n- rest: {wait: {hours: 1}}\n"
                                    "- say: {set: {input: '${ $workflow.input }', context: '${ $context }'}}\n",
                                    {.input = json("1"), .id = "a"})
                                .value();
  engine_.advance(hours{1});
  ASSERT_TRUE(engine_.fork(source, {.revision = Revision{1}, .id = "b", .input = json("2"), .context = json("3")}));
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find({"b"})->output, json(R"({"input":2,"context":3})"));
}

TEST_F(ForkTest, AnInstanceThatHadEndedIsNotForked) {
  send_.returns(json("1"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{24});
  const Revision last = engine_.find(source)->summary.revision;
  EXPECT_EQ(engine_.fork(source, {.revision = last, .id = "b"}).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(engine_.fork(source, {.revision = Revision{last.value + 1}, .id = "b"}).error().kind,
            Error::Kind::NotFound);
  EXPECT_EQ(engine_.fork({"nobody"}, {.revision = Revision{1}}).error().kind, Error::Kind::NotFound);
}

TEST_F(ForkTest, AForkGoesOnAfterACrashAndItsHistoryCanBeFolded) {
  send_.returns(json("1"));
  const InstanceId source = start("a");
  engine_.run_until_idle();
  engine_.advance(hours{1});
  ASSERT_TRUE(engine_.suspend(source));
  const Revision suspended = engine_.find(source)->summary.revision;
  ASSERT_TRUE(engine_.cancel(source, {}));
  ASSERT_TRUE(engine_.fork(source, {.revision = suspended, .id = "b"}));
  engine_.crash_and_recover();
  EXPECT_EQ(status("b"), Status::Waiting) << "a fork of what was suspended continues";
  engine_.advance(hours{24});
  EXPECT_EQ(status("b"), Status::Completed);
  EXPECT_EQ(engine_.find({"b"}, Revision{1})->summary.status, Status::Waiting);
  EXPECT_EQ(calls("payment.charge"), 1U);
  EXPECT_EQ(calls("shipping.send"), 1U);
}

TEST_F(ForkTest, AChildInProgressIsStartedAnew) {
  send_.returns(json("1"));
  const InstanceId source = engine_
                                .run(
                                    "document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\n"
                                    "do:\n- order: {run: {workflow: {namespace: shop, name: order, version: "
                                    "'1.0.0', input: {cents: 5}}}}\n",
                                    {.id = "a"})
                                .value();
  engine_.run_until_idle();
  engine_.advance(hours{24});
  ASSERT_EQ(status("a"), Status::Completed);
  const ForkPreview preview = engine_.preview_fork(source, {.revision = Revision{1}}).value();
  ASSERT_EQ(preview.effects.size(), 1U);
  EXPECT_EQ(preview.effects[0].kind, ForkEffect::Kind::Child);
  ASSERT_TRUE(engine_.fork(source, {.revision = Revision{1}, .id = "b"}));
  engine_.run_until_idle();
  engine_.advance(hours{24});
  EXPECT_EQ(status("b"), Status::Completed);
  EXPECT_EQ(calls("payment.charge"), 2U);
}

TEST_F(ForkTest, WhatMustNotBeCalledTwiceIsForkedOnlyByForce) {
  engine_.on("bank.pay").never_answers();
  const InstanceId source = engine_
                                .run(
                                    "document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\n"
                                    "do:\n- pay: {call: bank.pay, metadata: {idempotent: false}}\n",
                                    {.id = "a"})
                                .value();
  engine_.run_until_idle();
  ASSERT_TRUE(engine_.cancel(source, {}));
  EXPECT_EQ(engine_.fork(source, {.revision = Revision{1}, .id = "b"}).error().kind, Error::Kind::Conflict);
  EXPECT_TRUE(engine_.fork(source, {.revision = Revision{1}, .id = "b", .force = true}));
}

}  // namespace
}  // namespace baton::testing
