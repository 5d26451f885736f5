// How the events of the log reach the instances that listen.
#include "runtime/event_rows.hpp"
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using testing::Fault;

const std::string kOne = "  - paid: { listen: { to: { one: { with: { type: paid } } } } }\n";
const std::string kThenCall = kOne + "  - ship: { call: op.ship }\n";
const std::string kOfOrder =
    "  - paid: { listen: { to: { one: { with: { type: paid }, correlate: { order: { from: .subject, expect: '${ .order "
    "}' "
    "} } } } } }\n";
const std::string kForEach =
    "  - readings:\n"
    "      listen: { to: { any: [{ with: { type: reading } }], until: '${ length == 4 }' } }\n"
    "      foreach: { item: reading, do: [{ keep: { set: '${ $reading }' } }] }\n";

class ListeningTest : public ::testing::Test {
 protected:
  void publish(const std::vector<CloudEvent>& events) {
    std::vector<EventRow> rows;
    for (const CloudEvent& event : events) rows.push_back(event_row(event));
    test.loop->publish(std::move(rows), [this](const PublishResult& result) { published += result ? 1 : 0; });
  }
  static CloudEvent paid(const std::string& id, const std::string& order = "") {
    CloudEvent event{.id = id, .source = "/shop", .type = "paid"};
    if (!order.empty()) event.subject = order;
    event.data = Value::string(id);
    return event;
  }
  static CloudEvent reading(int number) {
    return {.id = std::to_string(number), .source = "/meter", .type = "reading", .data = Value::number(number)};
  }
  [[nodiscard]] std::string output(const std::string& id) { return to_json(test.instance(id).output); }
  void start_order(const std::string& order) {
    test.start(order, TestLoop::compiled(kOfOrder), Value::object({{"order", Value::string(order)}}));
  }

  TestLoop test;
  int published = 0;
};

TEST_F(ListeningTest, AnEventReachesTheInstanceThatWaitsForIt) {
  test.start("x", TestLoop::compiled(kOne));
  test.run();
  EXPECT_EQ(test.status("x"), Status::Waiting);
  EXPECT_EQ(test.loop->rest(), Rest::Waiting);
  publish({reading(1)});
  test.run();
  EXPECT_EQ(test.status("x"), Status::Waiting) << "it is of another type";
  publish({paid("a"), paid("b")});
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(output("x"), R"(["a"])");
  EXPECT_EQ(test.loop->rest(), Rest::Done);
}

TEST_F(ListeningTest, AnEventReachesAllThatWaitForIt) {
  for (int i = 0; i < 5; ++i) test.start("x" + std::to_string(i), TestLoop::compiled(kOne));
  test.run();
  publish({paid("a")});
  test.run();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(output("x" + std::to_string(i)), R"(["a"])");
}

TEST_F(ListeningTest, OnlyTheCorrelatedInstanceGetsTheEvent) {
  for (const char* order : {"1", "2", "3"}) start_order(order);
  test.run();
  const std::size_t loads = test.store.calls().wanted;
  publish({paid("a", "2")});
  test.run();
  EXPECT_EQ(test.status("1"), Status::Waiting);
  EXPECT_EQ(output("2"), R"(["a"])");
  EXPECT_EQ(test.status("3"), Status::Waiting);
  EXPECT_EQ(test.store.calls().wanted, loads + 1) << "the others are not looked at";
}

TEST_F(ListeningTest, WhatWasInTheLogBeforeTheStartIsNotConsumed) {
  test.start("early", TestLoop::compiled(kOne));
  publish({paid("a")});
  test.run();
  test.start("late", TestLoop::compiled(kOne));
  test.run();
  EXPECT_EQ(output("early"), R"(["a"])");
  EXPECT_EQ(test.status("late"), Status::Waiting);
  test.crash();
  test.start("later", TestLoop::compiled(kOne));
  test.run();
  EXPECT_EQ(test.status("late"), Status::Waiting) << "also where another process reads the log";
  EXPECT_EQ(test.status("later"), Status::Waiting);
  publish({paid("b")});
  test.run();
  EXPECT_EQ(output("late"), R"(["b"])");
  EXPECT_EQ(output("later"), R"(["b"])");
}

TEST_F(ListeningTest, AnEventThatComesBeforeTheTaskListensIsConsumed) {
  test.start("x", TestLoop::compiled("  - first: { call: op.a }\n" + kOne));
  test.run();
  publish({paid("a")});
  test.run();
  test.answer(test.calls[0], ok(1));
  EXPECT_EQ(output("x"), R"(["a"])");
}

TEST_F(ListeningTest, EventsAreHandledOneAfterTheOtherInTheOrderOfTheLog) {
  test.start("x", TestLoop::compiled(kForEach));
  test.run();
  publish({reading(3), reading(1)});
  test.run();
  publish({reading(2)});
  publish({reading(5)});
  publish({reading(4)});
  test.run();
  EXPECT_EQ(output("x"), "[3,1,2,5]");
}

TEST_F(ListeningTest, ManyEventsAreReadAheadTogether) {
  test.start("x", TestLoop::compiled(kForEach.substr(0, kForEach.find("length")) + "length == 100 }' } }\n"));
  test.run();
  std::vector<CloudEvent> many;
  for (int i = 0; i < 100; ++i) many.push_back(reading(i));
  const std::size_t looks = test.store.calls().wanted;
  publish(many);
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_LE(test.store.calls().wanted, looks + 2);
}

TEST_F(ListeningTest, EventsThatAreReadAheadShareAWrite) {
  test.start("x", TestLoop::compiled(kForEach.substr(0, kForEach.find("length")) + "length == 100 }' } }\n"));
  test.run();
  std::vector<CloudEvent> many;
  for (int i = 0; i < 100; ++i) many.push_back(reading(i));
  const std::size_t writes = test.store.calls().writes;
  publish(many);
  test.run();
  EXPECT_EQ(test.status("x"), Status::Completed);
  EXPECT_EQ(test.store.calls().writes, writes + 1);
  EXPECT_EQ(test.instance("x").revision, Revision{101}) << "each is a transition of its own";
}

TEST_F(ListeningTest, WhatAnEventAsksForIsDurableBeforeTheNextOneIsHandled) {
  test.start("x", TestLoop::compiled(kForEach.substr(0, kForEach.find("do:")) +
                                     "do: [{ keep: { call: op.keep, with: { reading: '${ $reading }' } } }] }\n"));
  test.run();
  publish({reading(1), reading(2), reading(3), reading(4)});
  test.run();
  for (std::size_t i = 1; i <= 4; ++i) {
    ASSERT_EQ(test.calls.size(), i);
    EXPECT_EQ(test.instance("x").revision, Revision{2 * i});
    test.answer(test.calls.back(), ok(1));
  }
  EXPECT_EQ(test.status("x"), Status::Completed);
}

TEST_F(ListeningTest, AWriteOfSeveralEventsThatFailsIsMadeAgain) {
  for (const Fault fault : {Fault::Error, Fault::UnknownLost, Fault::UnknownApplied}) {
    TestLoop fresh;
    const std::string id = "x";
    fresh.start(id, TestLoop::compiled(kForEach));
    fresh.run();
    std::vector<EventRow> rows;
    for (int i = 1; i <= 4; ++i) rows.push_back(event_row(reading(i)));
    fresh.store.fail_next({Fault::None, fault});
    fresh.loop->publish(std::move(rows), [](const PublishResult&) {});
    fresh.run();
    fresh.pass(kLastStoreRetry);
    EXPECT_EQ(to_json(fresh.instance(id).output), "[1,2,3,4]");
    EXPECT_EQ(fresh.instance(id).revision, Revision{5}) << "none was handled again";
  }
}

TEST_F(ListeningTest, MoreEventsThanAreReadAheadReachTheInstanceInOrder) {
  const int count = static_cast<int>(kEventsPerLook) + 40;
  test.start("x", TestLoop::compiled(kForEach.substr(0, kForEach.find("length")) +
                                     "length == " + std::to_string(count) + " }' } }\n"));
  test.run();
  std::vector<CloudEvent> many;
  std::string expected = "[0";
  for (int i = 0; i < count; ++i) {
    many.push_back(reading(i));
    if (i > 0) expected += "," + std::to_string(i);
  }
  publish(many);
  test.run();
  EXPECT_EQ(output("x"), expected + "]");
}

TEST_F(ListeningTest, TheEventsOfSeveralFiltersComeInTheOrderOfTheLog) {
  test.start("x", TestLoop::compiled("  - all:\n      listen: { to: { any: [{ with: { type: paid } }, { with: { type: "
                                     "reading } }], until: '${ length == 5 }' } }\n"));
  test.run();
  publish({reading(1), paid("a"), reading(2), paid("b")});
  publish({reading(3)});
  test.run();
  EXPECT_EQ(output("x"), R"([1,"a",2,"b",3])");
}

TEST_F(ListeningTest, ASuspendedInstanceGetsItsEventsWhenItResumes) {
  test.start("x", TestLoop::compiled(kOne));
  test.run();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  test.run();
  publish({paid("a")});
  test.run();
  EXPECT_EQ(test.status("x"), Status::Suspended);
  EXPECT_EQ(test.loop->rest(), Rest::Done);
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Suspended);
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(output("x"), R"(["a"])");
}

TEST_F(ListeningTest, AWorkflowHearsWhatAnotherEmits) {
  test.start("x", TestLoop::compiled(kOne));
  test.start("y",
             TestLoop::compiled("  - tell: { emit: { event: { with: { source: /shop, type: paid, data: 7 } } } }\n"));
  test.run();
  EXPECT_EQ(output("x"), "[7]");
}

TEST_F(ListeningTest, AnInstanceThatIsNotInMemoryIsLoaded) {
  for (std::size_t i = 0; i < kMaxCachedInstances + 2; ++i) {
    test.start("x" + std::to_string(i), TestLoop::compiled(i == 0 ? kOne : "  - w: { wait: PT1H }\n"));
    if (i % 1'000 == 0) test.run();
  }
  test.run();
  for (std::size_t i = 1; i < kMaxCachedInstances + 2; ++i) {
    test.loop->command(InstanceId{"x" + std::to_string(i)}, core::Cancel{}, test.keep());
    if (i % 1'000 == 0) test.run();
  }
  test.run();
  ASSERT_FALSE(test.loop->has_loaded(InstanceId{"x0"}));
  EXPECT_EQ(test.loop->rest(), Rest::Waiting);
  publish({paid("a")});
  test.run();
  EXPECT_EQ(output("x0"), R"(["a"])");
  EXPECT_EQ(test.loop->rest(), Rest::Done);
}

TEST_F(ListeningTest, NothingIsLostInACrashBetweenAnyTwoSteps) {
  for (int crash_at = 0; crash_at < 14; ++crash_at) {
    const std::string name = "x" + std::to_string(crash_at);
    test.start(name, TestLoop::compiled(kThenCall));
    test.run();
    published = 0;
    publish({paid("a" + name)});
    for (int step = 0; step < crash_at; ++step) test.loop->step(test.now);
    test.crash();
    test.run();
    if (published == 0) {  // nobody has heard that it is in the log
      publish({paid("a" + name)});
      test.run();
    }
    ASSERT_EQ(test.calls.size(), 1U) << crash_at;
    test.answer(test.calls[0], ok(1));
    EXPECT_EQ(test.status(name), Status::Completed) << crash_at;
    EXPECT_EQ(test.instance(name).revision.value, 3U) << crash_at << ": its start, one event, one answer";
  }
}

TEST_F(ListeningTest, NothingIsLostWhereACommitFailsOrItsOutcomeIsUnknown) {
  int number = 0;
  for (const Fault first : {Fault::None, Fault::Error, Fault::UnknownApplied, Fault::UnknownLost}) {
    for (const Fault second : {Fault::None, Fault::Error, Fault::UnknownApplied, Fault::UnknownLost}) {
      const std::string name = "x" + std::to_string(++number);
      test.start(name, TestLoop::compiled(kThenCall));
      test.run();
      test.calls.clear();
      test.store.fail_next({first, second});
      publish({paid("a" + name)});
      test.run();
      for (int i = 0; i < 4; ++i) test.pass(kLastStoreRetry);
      ASSERT_EQ(test.calls.size(), 1U) << number;
      test.answer(test.calls[0], ok(1));
      EXPECT_EQ(test.instance(name).revision.value, 3U) << number;
    }
  }
}

TEST_F(ListeningTest, AnEmittedEventOfUnknownOutcomeIsHeardOnce) {
  for (const Fault fault : {Fault::UnknownApplied, Fault::UnknownLost, Fault::Error}) {
    const std::string name = "x" + std::to_string(static_cast<int>(fault));
    test.start(name, TestLoop::compiled(kOne));
    test.run();
    test.store.fail_next({fault});
    test.start("e" + name,
               TestLoop::compiled("  - tell: { emit: { event: { with: { source: /shop, type: paid, data: 7 } } } }\n"));
    test.run();
    test.pass(kLastStoreRetry);
    test.pass(kLastStoreRetry);
    EXPECT_EQ(output(name), "[7]");
    EXPECT_EQ(test.instance(name).revision.value, 2U);
  }
}

TEST_F(ListeningTest, LooksAgainWhereTheStoreCannotBeRead) {
  test.start("x", TestLoop::compiled(kForEach));
  test.run();
  test.store.fail_next_looks_for_listeners(3);
  publish({reading(1), reading(2), reading(3), reading(4)});
  test.run();
  EXPECT_NE(test.status("x"), Status::Completed);
  for (int i = 0; i < 4; ++i) test.pass(kLastStoreRetry);
  EXPECT_EQ(output("x"), "[1,2,3,4]");
}

TEST_F(ListeningTest, AProcessThatKnowsNoDefinitionReadsThemBeforeItAppends) {
  start_order("1");
  test.run();
  test.boot();  // and recovers nothing
  publish({paid("a", "1")});
  test.run();
  EXPECT_EQ(test.status("1"), Status::Waiting) << "another process moves it";
  test.crash();
  test.run();
  EXPECT_EQ(output("1"), R"(["a"])");
}

TEST_F(ListeningTest, MovesOnlyInstancesThatThisProcessMoves) {
  start_order("1");
  start_order("2");
  test.run();
  test.boot();
  test.loop->recover(InstanceId{"1"});
  publish({paid("a", "1"), paid("b", "2")});
  test.run();
  EXPECT_EQ(output("1"), R"(["a"])");
  EXPECT_EQ(test.status("2"), Status::Waiting);
  test.loop->recover(InstanceId{"2"});
  test.run();
  EXPECT_EQ(output("2"), R"(["b"])");
}

TEST_F(ListeningTest, ContinuesInstancesForWhichAnEventIsThereWhereItIsAsked) {
  start_order("1");
  start_order("2");
  test.start("calls", TestLoop::compiled(kThenCall));
  test.run();
  test.boot();
  test.has_operators = false;
  test.loop->continue_listeners();
  publish({paid("a", "1")});
  test.run();
  EXPECT_EQ(output("1"), R"(["a"])");
  EXPECT_EQ(test.status("2"), Status::Waiting);
  EXPECT_EQ(test.status("calls"), Status::Waiting) << "it would call an operator that is missing";
  EXPECT_EQ(test.loop->rest(), Rest::Done);
  test.has_operators = true;
  test.crash();
  test.run();
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST_F(ListeningTest, AnEventThatIsPublishedAgainIsLookedAtAgain) {
  start_order("1");
  test.run();
  test.boot();
  publish({paid("a", "1")});
  test.run();
  test.boot();
  test.loop->continue_listeners();
  publish({paid("a", "1")});
  test.run();
  EXPECT_EQ(output("1"), R"(["a"])");
}

TEST_F(ListeningTest, AChildHearsWhatCameAfterItsParentDecidedToStartIt) {
  const auto child =
      dsl::compile("document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0' }\ndo:\n" + kOne);
  ASSERT_TRUE(test.programs->deploy({&child->program, 1}, test.now));
  test.keeps_messages = true;
  test.start("x",
             TestLoop::compiled("  - kid: { run: { workflow: { namespace: test, name: kid, version: latest } } }\n"));
  test.run();
  publish({paid("a")});
  test.run();
  test.keeps_messages = false;
  for (const Message& message : std::exchange(test.kept, {})) test.loop->receive(message);
  test.run();
  EXPECT_EQ(output("x"), R"(["a"])");
}

TEST_F(ListeningTest, ManyListenersAreWokenInPages) {
  const auto program = TestLoop::compiled(kOne);
  const std::size_t count = 2 * kListenerPage + 10;
  for (std::size_t i = 0; i < count; ++i) test.start("x" + std::to_string(i), program);
  test.run();
  publish({paid("a")});
  test.run();
  for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(test.status("x" + std::to_string(i)), Status::Completed) << i;
}

TEST_F(ListeningTest, AnEventThatNobodyListensForCostsNoLook) {
  test.start("x", TestLoop::compiled(kOne));
  test.run();
  publish({reading(1)});
  test.run();
  const auto before = test.store.calls();
  publish({reading(2)});
  test.run();
  EXPECT_EQ(test.store.calls().other, before.other);
  EXPECT_EQ(test.store.calls().wanted, before.wanted);
}

}  // namespace
}  // namespace baton::runtime
