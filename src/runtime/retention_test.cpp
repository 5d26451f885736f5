// Events that an instance listens for and has not consumed are kept, but not for ever; what it loses is in its history before it is gone.
#include "runtime/event_rows.hpp"
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using testing::Fault;

// Each event needs a call.
const std::string kSlow =
    "  - readings:\n"
    "      listen: { to: { any: [{ with: { type: reading } }], until: '${ false }' } }\n"
    "      foreach: { item: reading, do: [{ keep: { call: op.keep, with: { reading: '${ $reading }' } } }] }\n";

class RetentionTest : public ::testing::Test {
 protected:
  RetentionTest() {
    test.retention = {.events = 2, .held_events = 4};
    test.boot();
    test.loop->recover();
  }
  void publish(int count, const std::string& type = "reading") {
    std::vector<EventRow> rows;
    for (int i = 0; i < count; ++i) {
      const int number = ++published;
      rows.push_back(event_row({.id = std::to_string(number),
                                .source = "/meter",
                                .type = type,
                                .data = Value::number(std::int64_t{number})}));
    }
    test.loop->publish(std::move(rows), [](const PublishResult& result) { EXPECT_TRUE(result); });
    test.run();
  }
  // The log is trimmed, and has one more event then.
  void trim() {
    test.now += kTimeBetweenTrims;
    publish(1, "other");
  }
  [[nodiscard]] std::uint64_t first() { return test.store.events({}).value().first; }
  // What the instance has asked for so far.
  [[nodiscard]] std::vector<std::string> readings() const {
    std::vector<std::string> all;
    for (const CallRequest& call : test.calls) all.push_back(to_json(*call.call.arguments.find("reading")));
    return all;
  }
  void start_slow() {
    test.start("x", TestLoop::compiled(kSlow));
    test.run();
  }

  TestLoop test;
  int published = 0;
};

using Readings = std::vector<std::string>;

TEST_F(RetentionTest, WhatAnOpenListenerHasNotConsumedIsKept) {
  start_slow();
  publish(1);
  publish(2);
  trim();
  EXPECT_EQ(first(), 2U) << "the first one is consumed";
  trim();
  EXPECT_EQ(first(), 2U);
  EXPECT_EQ(test.status("x"), Status::Running);
  for (int i = 0; i < 3; ++i) test.answer(test.calls.back(), ok(1));
  EXPECT_EQ(readings(), (Readings{"1", "2", "3"}));
  trim();
  EXPECT_EQ(first(), 4U);
}

TEST_F(RetentionTest, WhoIsTooLateIsSuspendedBeforeAnythingIsDropped) {
  start_slow();
  publish(1);
  publish(5);
  trim();  // of six events the first one is dropped, and the others are more than are held
  EXPECT_EQ(first(), 2U);
  EXPECT_EQ(test.status("x"), Status::Suspended);
  const core::Instance suspended = test.instance("x");
  ASSERT_TRUE(suspended.error);
  EXPECT_NE(suspended.error->detail.find("from position 2 to 4 are lost"), std::string::npos)
      << suspended.error->detail;
  EXPECT_EQ(test.loop->metrics().events_lost.read(), 1U);
  EXPECT_EQ(test.loop->metrics().events_dropped.read(), 1U);
  trim();
  EXPECT_EQ(first(), 5U) << "what it may still consume is kept";
  EXPECT_EQ(test.loop->metrics().events_lost.read(), 1U);

  test.answer(test.calls.back(), ok(1));
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(readings(), (Readings{"1", "5"}));
  EXPECT_FALSE(test.instance("x").error);
}

TEST_F(RetentionTest, WhoIsSuspendedAlreadyLosesEventsLater) {
  start_slow();
  test.loop->command(InstanceId{"x"}, core::Suspend{}, test.keep());
  publish(3);
  trim();
  EXPECT_EQ(first(), 1U);
  EXPECT_FALSE(test.instance("x").error);
  publish(3);
  trim();
  EXPECT_TRUE(test.instance("x").error);
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(readings(), Readings{"6"});
}

TEST_F(RetentionTest, NothingIsDroppedWhereTheLossCannotBeStored) {
  start_slow();
  publish(1);
  publish(5);
  for (const Fault fault : {Fault::Error, Fault::UnknownLost, Fault::UnknownApplied}) {
    test.store.fail_next({Fault::None, fault});
    trim();
    EXPECT_EQ(first(), 2U);
    test.pass(kLastStoreRetry);
    EXPECT_EQ(test.status("x"), fault == Fault::UnknownApplied ? Status::Suspended : Status::Running);
  }
  EXPECT_EQ(readings(), Readings{"1"});
}

TEST_F(RetentionTest, ALossIsKnownAfterACrash) {
  start_slow();
  publish(1);
  publish(5);
  trim();
  test.crash();
  test.run();
  EXPECT_EQ(test.status("x"), Status::Suspended);
  trim();
  EXPECT_EQ(first(), 5U);
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  ASSERT_EQ(test.calls.size(), 1U) << "the call that was in flight";
  test.answer(test.calls.back(), ok(1));
  EXPECT_EQ(readings(), (Readings{"1", "5"}));
}

TEST_F(RetentionTest, AnInstanceThatIsNotInMemoryIsSuspendedToo) {
  start_slow();
  publish(1);
  test.boot();  // nothing is recovered
  publish(5);
  trim();
  EXPECT_EQ(test.status("x"), Status::Suspended);
  EXPECT_TRUE(test.calls.empty());
}

TEST_F(RetentionTest, NothingIsHeldForAQuarantinedInstance) {
  start_slow();
  test.store.refuse(InstanceId{"x"});
  publish(1);
  ASSERT_EQ(test.loop->quarantined().size(), 1U);
  publish(5);
  trim();
  EXPECT_EQ(first(), 5U);
}

TEST_F(RetentionTest, EventsThatWereReadAheadAreNotConsumedAfterTheLoss) {
  start_slow();
  publish(1, "other");
  publish(6);
  trim();
  ASSERT_EQ(readings(), Readings{"2"});
  test.answer(test.calls.back(), ok(1));
  test.loop->command(InstanceId{"x"}, core::Resume{}, test.keep());
  test.run();
  EXPECT_EQ(readings(), (Readings{"2", "6"}));
}

}  // namespace
}  // namespace baton::runtime
