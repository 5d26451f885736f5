// Machines that emit events of the event log and listen to it, and events that are sent to whatever listens for them.
#include "app/wiring/test_support.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace baton::app {
namespace {

// An order waits until it is paid and ships then; a recall stops it, whatever it is about.
struct Parcel {
  struct Waiting {
    std::string order;
    BOOST_DESCRIBE_CLASS(Waiting, (), (order), (), ())
  };
  struct Shipped {
    std::string order;
    std::int64_t cents = 0;
    BOOST_DESCRIBE_CLASS(Shipped, (), (order, cents), (), ())
  };
  struct Recalled {
    std::string why;
    BOOST_DESCRIBE_CLASS(Recalled, (), (why), (), ())
  };
  struct Paid {
    std::int64_t cents = 0;
    BOOST_DESCRIBE_CLASS(Paid, (), (cents), (), ())
  };
  struct Stop {
    std::string why;
    BOOST_DESCRIBE_CLASS(Stop, (), (why), (), ())
  };
  struct Announce {
    std::string order;
    BOOST_DESCRIBE_CLASS(Announce, (), (order), (), ())
  };

  using State = std::variant<Waiting, Shipped, Recalled>;
  using Event = std::variant<Paid, Stop>;
  using Intent = std::variant<Announce>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision handle(const State& state, const Event& event) {
    const auto* waiting = std::get_if<Waiting>(&state);
    if (waiting == nullptr) return {state};
    if (const auto* stop = std::get_if<Stop>(&event)) return {Recalled{stop->why}};
    const std::int64_t cents = std::get<Paid>(event).cents;
    if (cents < 0) throw std::logic_error("nobody pays less than nothing");
    return {Shipped{.order = waiting->order, .cents = cents}, {Announce{waiting->order}}};
  }
};

}  // namespace
}  // namespace baton::app

namespace baton {

template <>
struct MachineTraits<app::Parcel> {
  using M = app::Parcel;

  static constexpr int format = 1;
  static constexpr std::array states = {"waiting", "shipped", "recalled"};
  static constexpr std::array events = {"paid", "stop"};
  static constexpr std::array intents = {"announce"};
  static constexpr std::tuple topics = {
      Topic<M::Paid>{.type = "order.paid", .by = "data.order"},
      Topic<M::Stop>{.type = "recall", .read = [](const CloudEvent& event) { return M::Stop{event.subject}; }}};

  static std::expected<M::State, Problem> start(const Value& input) {
    return M::Waiting{input.get<std::string>().value()};
  }
  static Listeners<M> listening(const M::State& state) {
    Listeners<M> open;
    if (const auto* waiting = std::get_if<M::Waiting>(&state)) open.to<M::Paid>(waiting->order).to<M::Stop>();
    return open;
  }
  static MachineRequest request(const M::Intent& intent) {
    const std::string order = std::get<M::Announce>(intent).order;
    return MachineEmit{{.type = "order.shipped", .subject = order, .data = Value({{"order", order}})}};
  }
  static M::Event outcome(const M::Intent&, const CallOutcome&) { return M::Stop{"nothing has an outcome here"}; }
  static std::optional<MachineEnd> end(const M::State& state) {
    if (std::holds_alternative<M::Waiting>(state)) return std::nullopt;
    return machine_value<M>(state);
  }
};

}  // namespace baton

namespace baton::app {
namespace {

using testing::TestEngine;

std::string one_task(const std::string& task) {
  return document("w", "do:\n- it: " + task + "\n");
}

CloudEvent payment_of(const std::string& id, const std::string& order, std::int64_t cents = 500) {
  return {.id = id, .source = "/bank", .type = "order.paid", .data = Value({{"order", order}, {"cents", cents}})};
}

std::string state_of(TestEngine& engine, const std::string& id) {
  const auto view = engine.find(InstanceId{id});
  return view ? to_json(view->context) : view.error().message;
}
std::string output_of(TestEngine& engine, const std::string& id) {
  const auto view = engine.find(InstanceId{id});
  return view ? to_json(view->output) : view.error().message;
}
std::vector<std::string> types_in_log(TestEngine& engine) {
  std::vector<std::string> types;
  const EventPage page = engine.events().or_throw();
  for (const LoggedEvent& each : page.events) types.push_back(each.event.type);
  return types;
}

TEST(MachineEvents, AnEventOfTheLogBecomesTheMachines) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  for (const char* id : {"o1", "o2"}) orders.start({.input = Value::string(id), .id = id}).or_throw();
  engine.publish(payment_of("p1", "o2")).or_throw();
  engine.run_until_idle();
  EXPECT_EQ(state_of(engine, "o1"), R"({"waiting":{"order":"o1"}})");
  EXPECT_EQ(output_of(engine, "o2"), R"({"shipped":{"order":"o2","cents":500}})");
}

TEST(MachineEvents, WhatItEmitsIsInTheLogAndReachesWorkflows) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  engine.deploy(one_task("{listen: {to: {one: {with: {type: order.shipped}}}, read: envelope}}")).or_throw();
  engine.start({.workflow = {"shop", "w", ""}, .input = {}, .id = "w"}).or_throw();
  orders.start({.input = "o1", .id = "o1"}).or_throw();
  engine.publish(payment_of("p1", "o1")).or_throw();
  engine.run_until_idle();
  EXPECT_EQ(types_in_log(engine), (std::vector<std::string>{"order.paid", "order.shipped"}));
  const Value event = engine.find(InstanceId{"w"}).or_throw().output.items()[0];
  EXPECT_EQ(event.get<std::string>("source"), "/machine/shipping/1.0.0");
  EXPECT_EQ(event.get<std::string>("subject"), "o1");
  EXPECT_FALSE(event.get<std::string>("id").value().empty());
}

TEST(MachineEvents, ATopicWithoutAValueTakesAllOfItsType) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  for (const char* id : {"o1", "o2"}) orders.start({.input = Value::string(id), .id = id}).or_throw();
  engine.publish({.source = "/authority", .type = "recall", .subject = "splinters"}).or_throw();
  engine.run_until_idle();
  for (const char* id : {"o1", "o2"}) EXPECT_EQ(output_of(engine, id), R"({"recalled":{"why":"splinters"}})");
}

TEST(MachineEvents, ItsViewSaysWhatItListensTo) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  orders.start({.input = "o1", .id = "o1"}).or_throw();
  const auto view = engine.find(InstanceId{"o1"}).or_throw();
  ASSERT_EQ(view.tasks.size(), 1U);
  EXPECT_EQ(view.tasks[0].doing, R"(listening for order.paid (data.order: "o1") or recall)");
}

TEST(MachineEvents, DataThatDoesNotFitSuspendsItAndTheLogKeepsTheEvent) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  orders.start({.input = "o1", .id = "o1"}).or_throw();
  CloudEvent wrong = payment_of("p1", "o1");
  wrong.data = Value({{"order", "o1"}, {"cents", "much"}});
  engine.publish(wrong).or_throw();
  engine.run_until_idle();
  const auto view = engine.find(InstanceId{"o1"}).or_throw();
  EXPECT_EQ(view.summary.status, Status::Suspended);
  ASSERT_TRUE(view.error);
  EXPECT_NE(view.error->detail.find("the data of an event 'order.paid' cannot be read"), std::string::npos);
  engine.resume(InstanceId{"o1"}).or_throw();
  engine.run_until_idle();
  EXPECT_EQ(engine.find(InstanceId{"o1"}).or_throw().summary.status, Status::Suspended) << "it comes again";
}

TEST(MachineEvents, AnEventThatIsSentIsHandledWhenSendReturns) {
  TestEngine engine;
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  orders.start({.input = "o1", .id = "o1"}).or_throw();
  const auto other = engine.send(InstanceId{"o1"}, payment_of("p0", "o2"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, Error::Kind::Conflict);
  EXPECT_NE(other.error().message.find("nothing in the instance listens for this event"), std::string::npos);
  const auto thrown = engine.send(InstanceId{"o1"}, payment_of("p1", "o1", -1));
  ASSERT_FALSE(thrown);
  EXPECT_EQ(thrown.error().kind, Error::Kind::Conflict);
  EXPECT_TRUE(engine.send(InstanceId{"o1"}, payment_of("p2", "o1")));
  EXPECT_EQ(output_of(engine, "o1"), R"({"shipped":{"order":"o1","cents":500}})");
  EXPECT_EQ(types_in_log(engine), std::vector<std::string>{"order.shipped"}) << "what is sent is in no log";
}

TEST(Send, ReachesTheListenersOfAWorkflow) {
  TestEngine engine;
  engine
      .deploy(one_task("{listen: {to: {one: {with: {type: order.paid}, correlate: {order: {from: .data.order, "
                       "expect: '${ .order }'}}}}}}"))
      .or_throw();
  for (const char* id : {"a", "b"}) {
    engine.start({.workflow = {"shop", "w", ""}, .input = {{"order", "o1"}}, .id = id}).or_throw();
  }
  engine.run_until_idle();
  EXPECT_FALSE(engine.send(InstanceId{"a"}, payment_of("p0", "o2")));
  engine.send(InstanceId{"a"}, payment_of("p1", "o1")).or_throw();
  EXPECT_EQ(output_of(engine, "a"), R"([{"order":"o1","cents":500}])");
  EXPECT_EQ(engine.find(InstanceId{"b"}).or_throw().summary.status, Status::Waiting) << "it is for this instance alone";
  EXPECT_TRUE(engine.events().or_throw().events.empty());
}

TEST(Send, TakesAnEventOnce) {
  TestEngine engine;
  engine.deploy(one_task("{listen: {to: {any: [{with: {type: order.paid}}], until: 'length == 2'}}}")).or_throw();
  engine.start({.workflow = {"shop", "w", ""}, .input = {}, .id = "w"}).or_throw();
  engine.run_until_idle();
  for (int again = 0; again < 3; ++again) EXPECT_TRUE(engine.send(InstanceId{"w"}, payment_of("p1", "o1")));
  EXPECT_EQ(engine.find(InstanceId{"w"}).or_throw().summary.status, Status::Waiting);
  EXPECT_TRUE(engine.send(InstanceId{"w"}, payment_of("p2", "o1", 7)));
  EXPECT_EQ(output_of(engine, "w"), R"([{"order":"o1","cents":500},{"order":"o1","cents":7}])");
}

TEST(Send, IsForEachTaskThatListensForTheEvent) {
  TestEngine engine;
  engine
      .deploy(one_task("{fork: {branches: [{left: {listen: {to: {one: {with: {type: order.paid}}}}}}, "
                       "{right: {listen: {to: {one: {with: {type: order.paid}}}}}}]}}"))
      .or_throw();
  engine.start({.workflow = {"shop", "w", ""}, .input = {}, .id = "w"}).or_throw();
  engine.run_until_idle();
  engine.send(InstanceId{"w"}, payment_of("p1", "o1")).or_throw();
  EXPECT_EQ(engine.find(InstanceId{"w"}).or_throw().summary.status, Status::Completed);
}

TEST(Send, DoesNotTouchWhatTheLogHasForTheListeners) {
  TestEngine engine;
  engine.deploy(one_task("{listen: {to: {any: [{with: {type: order.paid}}], until: 'length == 2'}}}")).or_throw();
  engine.start({.workflow = {"shop", "w", ""}, .input = {}, .id = "w"}).or_throw();
  engine.run_until_idle();
  engine.suspend(InstanceId{"w"}).or_throw();
  engine.publish(payment_of("logged", "o1", 1)).or_throw();
  engine.send(InstanceId{"w"}, payment_of("sent", "o1", 2)).or_throw();
  engine.resume(InstanceId{"w"}).or_throw();
  engine.run_until_idle();
  EXPECT_EQ(output_of(engine, "w"), R"([{"order":"o1","cents":2},{"order":"o1","cents":1}])");
}

TEST(Send, IsRefusedWhereNothingListens) {
  TestEngine engine;
  engine.deploy(one_task("{wait: {days: 1}}")).or_throw();
  engine.start({.workflow = {"shop", "w", ""}, .input = {}, .id = "w"}).or_throw();
  engine.run_until_idle();
  const auto refused = engine.send(InstanceId{"w"}, payment_of("p1", "o1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::Conflict);
  EXPECT_NE(refused.error().message.find("it does not listen to anything"), std::string::npos);
  EXPECT_EQ(engine.send(InstanceId{"nobody"}, payment_of("p1", "o1")).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine.send(InstanceId{"w"}, {.type = "order.paid"}).error().kind, Error::Kind::InvalidArgument);
  CloudEvent long_id = payment_of(std::string(300, 'x'), "o1");
  EXPECT_EQ(engine.send(InstanceId{"w"}, long_id).error().kind, Error::Kind::InvalidArgument);
}

// What a process without the machine appends is found: the topics are in the store.
TEST(MachineEvents, AnEventPublishedWithoutTheMachineWaitsForIt) {
  const testing::TemporaryDirectory directory;
  const std::string store = "sqlite:" + directory.file("b.db");
  {
    auto engine = Engine::open(store).or_throw();
    auto orders = engine.add_machine<Parcel>("shipping").or_throw();
    orders.start({.input = "o1", .id = "o1"}).or_throw();
  }
  {
    auto engine = Engine::open(store).or_throw();
    engine.publish(payment_of("p1", "o1")).or_throw();
  }
  auto engine = Engine::open(store).or_throw();
  auto orders = engine.add_machine<Parcel>("shipping").or_throw();
  engine.recover().or_throw();
  const auto done = engine.wait(InstanceId{"o1"}).or_throw();
  EXPECT_EQ(to_json(done.output), R"({"shipped":{"order":"o1","cents":500}})");
}

}  // namespace
}  // namespace baton::app
