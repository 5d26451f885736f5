// Instances as they were: find() with a revision.
#include "app/wiring/test_support.hpp"
#include "engine/json_views.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace baton::testing {
namespace {

using app::json;

// What was seen of an instance at each of its revisions.
class PastTest : public ::testing::Test {
 protected:
  void look(const InstanceId& id) {
    const InstanceView view = engine_.find(id).value();
    seen_[view.summary.revision.value] = engine::json_of(view);
  }
  void look_at_each_step(const InstanceId& id) {
    while (engine_.step()) look(id);
  }
  void expect_past(const InstanceId& id, std::uint64_t revision) {
    const auto past = engine_.find(id, Revision{revision});
    ASSERT_TRUE(past) << describe(past.error());
    EXPECT_EQ(to_json(engine::json_of(*past)), to_json(seen_.at(revision)));
  }

  TestEngine engine_;
  std::map<std::uint64_t, Value> seen_;
};

TEST_F(PastTest, AnInstanceIsShownAsItWasAtEachRevision) {
  engine_.on("payment.charge").returns(json(R"({"receipt":"r1"})"));
  engine_.on("payment.refund").returns(json("null"));
  engine_.on("shipping.send").fails(make_problem(ProblemKind::Runtime, "no stock"));
  const InstanceId id = engine_
                            .run(R"(
document: {dsl: '1.0.3', namespace: shop, name: order, version: '1.0.0'}
do:
- charge:
    call: payment.charge
    with: {cents: '${ .cents }'}
    export: {as: '${ {receipt: .receipt} }'}
    metadata: {compensate: [{refund: {call: payment.refund}}]}
- rest: {wait: {seconds: 5}}
- ship: {call: shipping.send}
)",
                                 {.input = json(R"({"cents":100})"), .id = "order-1"})
                            .value();
  look(id);
  look_at_each_step(id);
  engine_.advance(std::chrono::seconds{2});
  ASSERT_TRUE(engine_.suspend(id));
  look(id);
  engine_.advance(std::chrono::seconds{4});
  look(id);
  ASSERT_TRUE(engine_.resume(id));
  look(id);
  look_at_each_step(id);
  ASSERT_EQ(engine_.find(id)->summary.status, Status::Faulted);
  EXPECT_GE(seen_.size(), 6U);
  for (const auto& [revision, view] : seen_) expect_past(id, revision);
}

TEST_F(PastTest, ARevisionThatHasNotBeenIsNotFound) {
  const InstanceId id = engine_
                            .run(
                                "document: {dsl: '1.0.3', namespace: shop, name: x, version: '1.0.0'}\n"
                                "do:\n- a: {wait: {hours: 1}}\n",
                                {.id = "x"})
                            .value();
  EXPECT_TRUE(engine_.find(id, Revision{1}));
  EXPECT_EQ(engine_.find(id, Revision{0}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine_.find(id, Revision{2}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine_.find({"y"}, Revision{1}).error().kind, Error::Kind::NotFound);
}

// From a snapshot on, with what can be undone; and what is not kept any more is refused.
TEST_F(PastTest, ALongHistoryIsFoldedFromASnapshot) {
  engine_.on("payment.charge").returns(json(R"({"receipt":"r1"})"));
  engine_.on("payment.refund").returns(json("null"));
  engine_.on("stock.count").returns(json("1"));
  engine_.on("stock.close").fails(make_problem(ProblemKind::Runtime, "no"));
  const InstanceId id = engine_
                            .run(R"(
document: {dsl: '1.0.3', namespace: shop, name: long, version: '1.0.0'}
do:
- charge: {call: payment.charge, metadata: {compensate: [{refund: {call: payment.refund}}]}}
- count: {for: {in: '${ [range(20100)] }'}, do: [{one: {call: stock.count}}]}
- close: {call: stock.close}
)",
                                 {.id = "long"})
                            .value();
  for (std::size_t steps = 0; engine_.step(); ++steps) {
    if (steps % 997 == 0 || steps > 20'000) look(id);
  }
  look(id);
  ASSERT_EQ(engine_.find(id)->summary.status, Status::Faulted);
  ASSERT_GT(engine_.find(id)->summary.revision.value, 20'100U);
  EXPECT_EQ(engine_.find(id, Revision{5}).error().kind, Error::Kind::Gone);
  EXPECT_EQ(engine_.find(id, Revision{9'999}).error().kind, Error::Kind::Gone);
  for (const auto& [revision, view] : seen_) {
    if (revision >= 10'000) expect_past(id, revision);
  }
}

bool is_changed = false;  // another version of the machine below

struct Counter {
  struct Add {
    BOOST_DESCRIBE_CLASS(Add, (), (), (), ())
  };
  struct Count {
    int value = 0;
    BOOST_DESCRIBE_CLASS(Count, (), (value), (), ())
    friend bool operator==(const Count&, const Count&) = default;
  };
  struct Nothing {
    BOOST_DESCRIBE_CLASS(Nothing, (), (), (), ())
    friend bool operator==(const Nothing&, const Nothing&) = default;
  };
  using State = std::variant<Count>;
  using Event = std::variant<Add>;
  using Intent = std::variant<Nothing>;
  static pattern::Decision<State, Intent> handle(const State& state, const Event&) {
    return {.next = Count{std::get<Count>(state).value + (is_changed ? 2 : 1)}, .intents = {}};
  }
};

}  // namespace
}  // namespace baton::testing

template <>
struct baton::MachineTraits<baton::testing::Counter> {
  using M = baton::testing::Counter;
  static constexpr int format = 1;
  static constexpr std::array states = {"count"};
  static constexpr std::array events = {"add"};
  static constexpr std::array intents = {"nothing"};
  static std::expected<M::State, baton::Problem> start(const baton::Value&) { return M::Count{}; }
  static baton::MachineRequest request(const M::Intent&) { return baton::MachineDelay{}; }
  static M::Event outcome(const M::Intent&, const baton::CallOutcome&) { return M::Add{}; }
};

namespace baton::testing {
namespace {

TEST_F(PastTest, AMachineIsShownAsItWasUntilItDecidesOtherwise) {
  auto counters = engine_.add_machine<Counter>("counter").value();
  const InstanceId id = counters.start({.input = {}, .id = "c"}).value();
  look(id);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(counters.send(id, Counter::Add{}));
    look(id);
  }
  EXPECT_EQ(seen_.size(), 4U);
  for (const auto& [revision, view] : seen_) expect_past(id, revision);
  is_changed = true;
  EXPECT_TRUE(engine_.find(id, Revision{4})) << "the last one is as it is stored";
  EXPECT_TRUE(engine_.find(id, Revision{1}));
  const auto otherwise = engine_.find(id, Revision{3});
  is_changed = false;
  ASSERT_FALSE(otherwise);
  EXPECT_EQ(otherwise.error().kind, Error::Kind::Conflict);
  EXPECT_NE(otherwise.error().message.find("at revision 2"), std::string::npos) << otherwise.error().message;
}

}  // namespace
}  // namespace baton::testing
