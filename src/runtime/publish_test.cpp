// Events on their way into the event log.
#include "runtime/event_rows.hpp"
#include "runtime/limits.hpp"

#include <support/test_loop.hpp>

#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using testing::Fault;

EventRow row(const std::string& id) {
  return event_row({.id = id, .source = "/shop", .type = "paid"});
}

class PublishTest : public ::testing::Test {
 protected:
  void publish(const std::vector<std::string>& ids) {
    std::vector<EventRow> rows;
    for (const std::string& id : ids) rows.push_back(row(id));
    test.loop->publish(std::move(rows), [this](PublishResult result) { published.push_back(std::move(result)); });
  }
  [[nodiscard]] std::vector<std::string> log() {
    std::vector<std::string> ids;
    const EventRows page = test.store.events({.from = 1, .limit = 10'000}).value();
    for (const EventRow& each : page.rows) {
      ids.push_back(event_of(each)->id);
    }
    return ids;
  }
  [[nodiscard]] std::vector<std::uint64_t> positions(std::size_t number) const {
    std::vector<std::uint64_t> all;
    for (const Appended& each : published.at(number).value()) all.push_back(each.position);
    return all;
  }
  using Ids = std::vector<std::string>;
  using Positions = std::vector<std::uint64_t>;

  TestLoop test;
  std::vector<PublishResult> published;
};

TEST_F(PublishTest, IsAcknowledgedOnceItIsDurable) {
  test.journal.hold();
  publish({"a", "b"});
  test.run();
  EXPECT_TRUE(published.empty());
  EXPECT_FALSE(test.loop->wakes_at()) << "it waits for its commit";
  EXPECT_EQ(test.loop->rest(), Rest::Moving);
  test.journal.release();
  test.run();
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(positions(0), (Positions{1, 2}));
  EXPECT_EQ(log(), (Ids{"a", "b"}));
  EXPECT_EQ(test.loop->last_event(), 2U);
  EXPECT_EQ(test.loop->rest(), Rest::Done);
}

TEST_F(PublishTest, SharesItsCommitWithWhatWaits) {
  test.journal.hold();
  publish({"a"});
  test.run();
  publish({"b"});
  test.start("x", TestLoop::compiled(kCallTwice));
  publish({"c", "d"});
  test.run();
  test.journal.release();
  test.run();
  EXPECT_EQ(test.journal.begun, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(test.store.calls().commits, 2U);
  EXPECT_EQ(positions(2), (Positions{3, 4}));
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST_F(PublishTest, ThatFailsIsCommittedAgainInItsOrder) {
  test.store.fail_next({Fault::Error});
  publish({"a"});
  publish({"b", "c"});
  test.run();
  EXPECT_TRUE(published.empty());
  ASSERT_TRUE(test.loop->store_failure());
  publish({"d"});
  test.pass(kLastStoreRetry);
  EXPECT_EQ(log(), (Ids{"a", "b", "c", "d"}));
  ASSERT_EQ(published.size(), 3U);
  EXPECT_EQ(positions(1), (Positions{2, 3}));
  EXPECT_FALSE(test.loop->store_failure());
}

TEST_F(PublishTest, OfUnknownOutcomeLandsOnce) {
  for (const Fault fault : {Fault::UnknownApplied, Fault::UnknownLost}) {
    published.clear();
    const std::string id = fault == Fault::UnknownApplied ? "applied" : "lost";
    test.store.fail_next({fault});
    publish({id});
    test.run();
    EXPECT_TRUE(published.empty());
    test.pass(kLastStoreRetry);
    ASSERT_EQ(published.size(), 1U);
    EXPECT_EQ(published[0]->front().is_new, fault == Fault::UnknownLost);
  }
  EXPECT_EQ(log(), (Ids{"applied", "lost"}));
}

TEST_F(PublishTest, IsAcknowledgedAlsoWhereTheWritesBesideItAreInDoubt) {
  test.start("x", TestLoop::compiled(kCallTwice));
  publish({"a"});
  test.store.fail_next({Fault::UnknownApplied});
  test.run();
  test.pass(kLastStoreRetry);
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(log(), Ids{"a"});
  EXPECT_EQ(test.calls.size(), 1U);
}

TEST_F(PublishTest, OfTheSameEventIsAcknowledgedWithItsPosition) {
  publish({"a"});
  test.run();
  publish({"b", "a"});
  test.run();
  EXPECT_EQ(positions(1), (Positions{2, 1}));
  EXPECT_FALSE((*published[1])[1].is_new);
  EXPECT_EQ(test.loop->metrics().events_appended.read(), 2U);
  EXPECT_EQ(test.loop->metrics().events_duplicate.read(), 1U);
}

TEST_F(PublishTest, IsRefusedWhereTooMuchWaits) {
  test.journal.hold();
  std::vector<EventRow> many(kMaxQueuedEvents, row("a"));
  test.loop->publish(many, [](const PublishResult&) {});
  publish({"b"});
  ASSERT_EQ(published.size(), 1U);
  EXPECT_EQ(published[0].error().kind, Rejection::Kind::Overloaded);
}

TEST_F(PublishTest, ALargeQueueIsCommittedInSeveralCommits) {
  test.journal.hold();
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<std::string> ids;
    for (std::size_t event = 0; event < kMaxEventsPerCommit / 2; ++event) {
      ids.push_back(std::to_string(i) + "-" + std::to_string(event));
    }
    publish(ids);
  }
  test.journal.release();
  test.run();
  EXPECT_EQ(test.store.calls().commits, 2U);
  EXPECT_EQ(published.size(), 3U);
}

TEST_F(PublishTest, TrimsTheLogAsItGrows) {
  for (std::uint64_t i = 0; i < kEventsBetweenTrims; ++i) publish({std::to_string(i)});
  test.run();
  test.pass(std::chrono::hours{25});
  EXPECT_EQ(log().size(), kEventsBetweenTrims) << "it does not wake up for that";
  publish({"later"});
  test.run();
  EXPECT_EQ(log(), Ids{"later"});
  EXPECT_EQ(test.loop->metrics().events_dropped.read(), kEventsBetweenTrims);
}

// One event for each transition.
class Telling final : public LifecycleEvents {
 public:
  std::vector<EventRow> events_of(const core::Program&, const core::Instance& instance,
                                  const core::HistoryRecord& record) override {
    return {row(instance.id.value + std::to_string(record.revision.value))};
  }
};

TEST_F(PublishTest, LifecycleEventsAreCommittedWithTheirTransitions) {
  Telling telling;
  test.loop = std::make_unique<Runtime>(
      Ports{.journal = test.journal, .gateway = test, .router = test, .bus = test, .ids = test, .lifecycle = &telling},
      *test.programs);
  test.store.fail_next({Fault::UnknownLost, Fault::Error});
  test.start("x", TestLoop::compiled(kCallTwice));
  test.run();
  EXPECT_EQ(log(), Ids());
  test.pass(kLastStoreRetry);
  test.pass(kLastStoreRetry);
  ASSERT_EQ(test.calls.size(), 1U);
  test.store.fail_next({Fault::UnknownApplied});
  test.answer(test.calls[0], ok(1));
  test.pass(kLastStoreRetry);
  EXPECT_EQ(log(), (Ids{"x1", "x2"}));
  EXPECT_EQ(test.loop->last_event(), 1U) << "nobody has said that there is another one";
}

}  // namespace
}  // namespace baton::runtime
