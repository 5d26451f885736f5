// The testing engine, used as its header says.
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace baton::testing {
namespace {

using std::chrono::hours;

constexpr std::string_view kOrder = R"(
document: {dsl: '1.0.3', namespace: shop, name: order, version: '1.0.0'}
do:
- charge:
    try:
    - call: {call: payment.charge, with: {cents: '${ .cents }'}}
    catch:
      errors: {with: {status: 500}}
      retry: {delay: {minutes: 5}, limit: {attempt: {count: 3}}}
- rest: {wait: {hours: 23}}
- ship: {call: shipping.send, with: {receipt: '${ . }'}}
)";

using app::json;

class TestEngineOf : public ::testing::Test {
 protected:
  InstanceId start() {
    return engine_.start({.workflow = {"shop", "order", ""}, .input = json(R"({"cents":100})"), .id = "order-1"})
        .value();
  }
  Status status() { return engine_.find({"order-1"})->summary.status; }
  void SetUp() override { ASSERT_TRUE(engine_.deploy(kOrder)); }

  TestEngine engine_;
  Script charge_ = engine_.on("payment.charge");
  Script send_ = engine_.on("shipping.send");
};

TEST_F(TestEngineOf, RunsTheExampleOfItsHeader) {
  charge_.fails_once(make_problem(ProblemKind::Communication, "busy")).returns(json(R"({"receipt":"r1"})"));
  const InstanceId id = start();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.calls("payment.charge").size(), 1u);
  EXPECT_EQ(status(), Status::Waiting);

  engine_.advance(hours{24});
  EXPECT_EQ(engine_.find(id)->summary.status, Status::Completed);
  ASSERT_EQ(engine_.calls("payment.charge").size(), 2u);
  EXPECT_EQ(engine_.calls("shipping.send").at(0).arguments, json(R"({"receipt":{"receipt":"r1"}})"));
}

TEST_F(TestEngineOf, FiresEachTimerAtItsOwnTime) {
  const Timestamp begin = engine_.now();
  charge_.fails_once(make_problem(ProblemKind::Runtime, "no")).returns(json("1"));
  start();
  engine_.advance(hours{100});
  EXPECT_EQ(engine_.calls("payment.charge").at(1).at, begin + std::chrono::minutes{5});
  EXPECT_EQ(engine_.calls("shipping.send").at(0).at, begin + std::chrono::minutes{5} + hours{23});
  EXPECT_EQ(engine_.now(), begin + hours{100});
}

TEST_F(TestEngineOf, SaysWhenATaskIsRetried) {
  charge_.fails(make_problem(ProblemKind::Runtime, "no"));
  start();
  engine_.run_until_idle();
  const auto tasks = engine_.find({"order-1"})->tasks;
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].doing, "retrying at 2026-01-01T00:05:00.000Z");
}

TEST_F(TestEngineOf, AnswersAsItsScriptSays) {
  charge_.fails_once(make_problem(ProblemKind::Runtime, "first"))
      .answers([](const Value& arguments, const CallContext&) { return CallSucceeded{arguments}; });
  send_.fails(make_problem(ProblemKind::Validation, "no such address"));
  start();
  engine_.advance(hours{24});
  EXPECT_EQ(engine_.find({"order-1"})->error->detail, "no such address");
  EXPECT_EQ(engine_.calls("shipping.send").at(0).arguments, json(R"({"receipt":{"cents":100}})"));
}

TEST_F(TestEngineOf, KeepsTheKeyWhileTheOutcomeIsUnknown) {
  charge_.unknown_once().returns(json("1"));
  start();
  engine_.advance(hours{1});
  const auto calls = engine_.calls("payment.charge");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].idempotency_key, calls[1].idempotency_key);
}

// A policy that is tried out with a script repeats the same errors in production.
TEST_F(TestEngineOf, HasTheSameErrorForAnUnknownOutcomeAsAnOperatorThatThrows) {
  const auto error = [&](const std::string& function) {
    const auto id =
        engine_
            .run("document: {dsl: '1.0.3', namespace: shop, name: one, version: '1.0.0'}\ndo:\n- call: {call: " +
                     function + "}\n",
                 {})
            .value();
    engine_.run_until_idle();
    return engine_.find(id)->error.value();
  };
  engine_.on("script.call").unknown();
  engine_.add_method("operator.call", make_method([]() -> int { throw std::runtime_error("lost"); })).value();
  EXPECT_EQ(error("script.call").type, error("operator.call").type);
  EXPECT_EQ(error("script.call").status, error("operator.call").status);
}

TEST_F(TestEngineOf, KnowsItsDefinitions) {
  const auto found = engine_.find_definition(DefinitionName{.space = "shop", .name = "order"});
  ASSERT_TRUE(found);
  EXPECT_TRUE(engine_.find_definition(found->summary.digest)->is_deployed);
  EXPECT_EQ(engine_.find_definitions({.space = "shop"})->size(), 1u);
  ASSERT_TRUE(engine_.undeploy(found->summary.name));
  EXPECT_FALSE(engine_.find_definition(found->summary.digest)->is_deployed);
  EXPECT_TRUE(engine_.find_definitions()->empty());
}

TEST_F(TestEngineOf, MakesTheCallOfAChildOnceItsOperatorIsThere) {
  ASSERT_TRUE(
      engine_.deploy("document: {dsl: '1.0.3', namespace: shop, name: mail, version: '1.0.0'}\n"
                     "do:\n- send: {call: mail.send}\n"));
  const auto id = engine_
                      .run(
                          "document: {dsl: '1.0.3', namespace: shop, name: parent, version: '1.0.0'}\n"
                          "do:\n- mail: {run: {workflow: {namespace: shop, name: mail, version: '1.0.0'}}}\n",
                          {})
                      .value();
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find(id)->summary.status, Status::Running);
  engine_.on("mail.send").returns(json("7"));
  engine_.run_until_idle();
  EXPECT_EQ(engine_.find(id)->output, json("7"));
}

TEST_F(TestEngineOf, LeavesACallOpenUntilTheTestAnswersIt) {
  charge_.never_answers();
  start();
  engine_.advance(hours{24 * 365});
  EXPECT_EQ(status(), Status::Running);
  engine_.answer(engine_.calls().at(0), CallSucceeded{json("1")});
  engine_.answer(engine_.calls().at(0), CallSucceeded{json("2")});
  engine_.advance(hours{24});
  EXPECT_EQ(engine_.calls("shipping.send").at(0).arguments, json(R"({"receipt":1})"));
}

TEST_F(TestEngineOf, CallsAgainUnderTheSameKeyAfterACrash) {
  charge_.never_answers();
  start();
  engine_.run_until_idle();
  engine_.crash_and_recover();
  engine_.run_until_idle();
  const auto calls = engine_.calls("payment.charge");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].idempotency_key, calls[1].idempotency_key);
  engine_.answer(calls[1], CallSucceeded{json("1")});
  engine_.advance(hours{24});
  EXPECT_EQ(status(), Status::Completed);
}

TEST_F(TestEngineOf, ControlsInstances) {
  charge_.never_answers();
  start();
  ASSERT_TRUE(engine_.suspend({"order-1"}));
  EXPECT_EQ(status(), Status::Suspended);
  ASSERT_TRUE(engine_.resume({"order-1"}));
  EXPECT_EQ(status(), Status::Running);
  ASSERT_TRUE(engine_.cancel({"order-1"}, {}));
  EXPECT_EQ(status(), Status::Cancelled);
  EXPECT_EQ(engine_.retry({"order-1"}).error().kind, Error::Kind::Conflict);
  EXPECT_EQ(engine_.history({"order-1"})->back().kind, "workflow.cancelled");
  ASSERT_TRUE(engine_.remove({"order-1"}));
  EXPECT_TRUE(engine_.list({}).value().instances.empty());
}

TEST_F(TestEngineOf, NotifiesSubscribers) {
  std::vector<std::string> told;
  const auto subscription = engine_.subscribe([&](const HistoryEntry& entry) { told.push_back(entry.kind); });
  engine_.run("document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\ndo:\n- a: {set: {x: 1}}\n", {})
      .value();
  EXPECT_EQ(told,
            (std::vector<std::string>{"workflow.started", "task.started", "task.completed", "workflow.completed"}));
}

// What the tasks in progress of a workflow with these tasks are doing, once its operators have nothing more to say.
std::string doing(TestEngine& engine, const std::string& tasks) {
  const auto id = engine.run("document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\ndo:\n" + tasks, {});
  if (!id) return id.error().message;
  engine.run_until_idle();
  std::string text;
  const InstanceView view = engine.find(*id).value();
  for (const TaskInProgress& task : view.tasks) text += task.reference + ": " + task.doing + '\n';
  return text;
}

TEST_F(TestEngineOf, SaysWhatEachTaskInProgressIsDoing) {
  charge_.returns_once(json("1")).never_answers();
  EXPECT_EQ(doing(engine_,
                  "- all:\n    for: {each: item, in: '${ [1, 2, 3] }'}\n    do:\n    - pay: {call: payment.charge}\n"),
            "/do/0/all: in round 2 of 3\n/do/0/all/do/0/pay: calling payment.charge\n");
  EXPECT_EQ(doing(engine_, "- both: {fork: {branches: [{a: {call: payment.charge}}, {b: {wait: {hours: 1}}}]}}\n"),
            "/do/0/both: running 2 branches\n/do/0/both/fork/branches/0/a: calling payment.charge\n"
            "/do/0/both/fork/branches/1/b: waiting until 2026-01-01T01:00:00.000Z\n");
  const std::string child = doing(engine_,
                                  "- c: {run: {workflow: {namespace: shop, name: order, version: latest, "
                                  "input: {cents: 1}}}}\n");
  EXPECT_TRUE(child.starts_with("/do/0/c: running child workflow ")) << child;
}

TEST_F(TestEngineOf, SaysWhatIsBeingUndone) {
  engine_.on("payment.refund").never_answers();
  EXPECT_EQ(doing(engine_,
                  "- pay: {call: payment.charge, metadata: {compensate: [{refund: {call: payment.refund}}]}}\n"
                  "- boom: {raise: {error: {type: 'https://shop/sold-out', status: 409}}}\n"),
            "/: undoing pay\n/do/0/pay/metadata/compensate/0/refund: calling payment.refund\n");
}

struct Shipping {
  [[nodiscard]] std::string send(const Value& request) const { return "sent " + to_json(*request.find("receipt")); }
  BOOST_DESCRIBE_CLASS(Shipping, (), (send), (), ())
};

TEST_F(TestEngineOf, TakesRealOperators) {
  engine_.add_operator("shipping", std::make_shared<Shipping>()).value();
  charge_.returns(json("1"));
  start();
  engine_.advance(hours{24});
  EXPECT_EQ(engine_.find({"order-1"})->output, Value::string("sent 1"));
  EXPECT_EQ(engine_.calls("shipping.send").size(), 1u);
}

TEST(TestEngine, GivesSecretsToCalls) {
  TestEngine engine(json(R"({"vault":"s3"})"));
  engine.on("a.b").answers([](const Value& arguments, const CallContext&) { return CallSucceeded{arguments}; });
  const auto id = engine.run(R"(
document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}
use: {secrets: [vault]}
do:
- a: {call: a.b, with: {key: '${ $secrets.vault }'}}
)",
                             {});
  ASSERT_TRUE(id) << id.error().message;
  engine.run_until_idle();
  EXPECT_EQ(engine.calls().at(0).arguments, json(R"({"key":"s3"})"));
}

}  // namespace
}  // namespace baton::testing
