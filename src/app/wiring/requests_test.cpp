// Who asked for what, and requests for many instances.
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <string>
#include <vector>

namespace baton::app {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kLong = document("long", "do:\n- rest: {wait: {hours: 1}}\n");
const std::string kFaulty = document("faulty", "do:\n- no: {raise: {error: {type: 'https://x/e', status: 500}}}\n");
const std::string kWithChild =
    document("parent", "do:\n- child: {run: {workflow: {namespace: shop, name: long, version: '1.0.0'}}}\n");

class Requests : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& each : {kLong, kFaulty, kWithChild}) ASSERT_TRUE(engine_.deploy(each, {"deployer"}));
  }
  InstanceId start(const std::string& workflow, const std::string& id) {
    const auto started = engine_.start({.workflow = {"shop", workflow, ""}, .input = {}, .id = id}, {"alice"}).value();
    engine_.run_until_idle();
    engine_.advance(Duration{1});  // so that no two start at the same time
    return started;
  }
  Status status(const std::string& id) { return engine_.find({id})->summary.status; }
  // "kind by caller" of each revision's first change.
  std::vector<std::string> who(const InstanceId& id) {
    std::vector<std::string> all;
    const auto entries = engine_.history(id).value();
    for (const HistoryEntry& entry : entries) {
      if (entry.position == 0) all.push_back(entry.kind + " by " + entry.caller);
    }
    return all;
  }
  BulkReport bulk(BulkOptions options) { return engine_.bulk(options, {"bob"}).value(); }

  testing::TestEngine engine_;
};

TEST_F(Requests, AreInTheHistoryWithTheirCaller) {
  const InstanceId id = start("long", "x");
  ASSERT_TRUE(engine_.suspend(id, {"bob"}));
  ASSERT_TRUE(engine_.resume(id, {"carol"}));
  ASSERT_TRUE(engine_.cancel(id, {}, {"dave"}));
  EXPECT_THAT(who(id), ElementsAre("workflow.started by alice", "workflow.suspended by bob",
                                   "workflow.resumed by carol", ::testing::EndsWith(" by dave")));
  const InstanceId faulty = start("faulty", "y");
  ASSERT_TRUE(engine_.retry(faulty, {"erin"}));
  EXPECT_THAT(who(faulty), Contains("workflow.retried by erin"));
}

TEST_F(Requests, WithoutACallerHaveNoName) {
  const InstanceId id = engine_.start({.workflow = {"shop", "long", ""}, .input = {}, .id = "x"}).value();
  EXPECT_THAT(who(id), ElementsAre("workflow.started by "));
  engine_.advance(std::chrono::hours{2});
  EXPECT_EQ(who(id).back(), "task.completed by ") << "the timer asked, and nobody else";
}

TEST_F(Requests, ThatAreRefusedLeaveNothingInTheHistory) {
  const InstanceId id = start("long", "x");
  EXPECT_EQ(engine_.resume(id, {"mallory"}).error().kind, Error::Kind::Conflict);
  EXPECT_THAT(who(id), ElementsAre("workflow.started by alice"));
}

TEST_F(Requests, WithoutAHistoryAreAudited) {
  const InstanceId id = start("faulty", "x");
  ASSERT_TRUE(engine_.remove(id, {"bob"}));
  ASSERT_TRUE(engine_.deploy(kLong, {"again"}));  // changes nothing
  EXPECT_EQ(engine_.remove({"nobody"}, {"mallory"}).error().kind, Error::Kind::NotFound);
  const auto entries = engine_.audit().value();
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[0].action, "remove");
  EXPECT_EQ(entries[0].subject, "x");
  EXPECT_EQ(entries[0].caller, "bob");
  EXPECT_EQ(entries[1].action, "deploy");
  EXPECT_EQ(entries[1].subject, "shop/parent/1.0.0");
  EXPECT_EQ(entries[1].caller, "deployer");
  EXPECT_EQ(engine_.audit(entries[2].number, 10)->size(), 1u);
}

TEST_F(Requests, ForManyCoverWhatTheFilterSays) {
  for (const char* id : {"a", "b", "c"}) start("long", id);
  start("faulty", "f");
  const BulkReport report = bulk({.action = BulkAction::Cancel, .filter = {.space = "shop", .name = "long"}});
  EXPECT_EQ(report.matched, 3u);
  EXPECT_EQ(report.done, 3u);
  EXPECT_EQ(report.refused + report.failed, 0u);
  EXPECT_TRUE(report.is_complete);
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(status(id), Status::Cancelled);
  EXPECT_EQ(status("f"), Status::Faulted);
  EXPECT_THAT(who({"a"}).back(), ::testing::EndsWith(" by bob"));
  EXPECT_EQ(engine_.audit()->front().action, "bulk cancel");
  EXPECT_EQ(engine_.audit()->front().subject, "any status, namespace shop, workflow long");
}

TEST_F(Requests, ForManyAreSafeToRepeat) {
  for (const char* id : {"a", "b"}) start("long", id);
  const BulkOptions suspend{.action = BulkAction::Suspend};
  EXPECT_EQ(bulk(suspend).done, 2u);
  EXPECT_EQ(bulk(suspend).matched, 0u);
  const BulkOptions resume{.action = BulkAction::Resume, .filter = {.status = Status::Suspended}};
  EXPECT_EQ(bulk(resume).done, 2u);
  EXPECT_EQ(bulk(resume).matched, 0u);
  start("faulty", "f");
  EXPECT_EQ(bulk({.action = BulkAction::Retry}).done, 1u);
  engine_.run_until_idle();
  EXPECT_EQ(bulk({.action = BulkAction::Remove}).done, 1u);
  EXPECT_EQ(bulk({.action = BulkAction::Remove}).matched, 0u);
}

TEST_F(Requests, ForManyOnlyCountInADryRun) {
  for (const char* id : {"a", "b"}) start("long", id);
  const std::size_t audited = engine_.audit()->size();
  const BulkReport report = bulk({.action = BulkAction::Cancel, .dry_run = true});
  EXPECT_EQ(report.matched, 2u);
  EXPECT_EQ(report.done, 0u);
  EXPECT_EQ(status("a"), Status::Waiting);
  EXPECT_EQ(engine_.audit()->size(), audited);
}

TEST_F(Requests, ForManyCountInADryRunWhatWouldBeRefused) {
  for (const char* id : {"a", "b"}) start("long", id);
  ASSERT_EQ(bulk({.action = BulkAction::Cancel}).done, 2u);
  start("long", "c");
  const BulkOptions cancelled{.action = BulkAction::Cancel, .filter = {.status = Status::Cancelled}, .dry_run = true};
  EXPECT_EQ(bulk(cancelled).matched, 2u);
  EXPECT_EQ(bulk(cancelled).refused, 2u);
  EXPECT_EQ(bulk({.action = BulkAction::Cancel, .dry_run = true}).refused, 0u);
}

TEST_F(Requests, ForManySayWhyTheyWereRefused) {
  for (int i = 0; i < 15; ++i) start("long", "x" + std::to_string(i));
  const BulkReport report = bulk({.action = BulkAction::Retry, .filter = {.status = Status::Waiting}});
  EXPECT_EQ(report.refused, 15u);
  ASSERT_EQ(report.problems.size(), 10u);
  EXPECT_EQ(report.problems[0].error.kind, Error::Kind::Conflict);
}

TEST_F(Requests, ForManyCancelChildrenAfterTheirParents) {
  start("parent", "p");
  const BulkReport report = bulk({.action = BulkAction::Cancel});
  EXPECT_EQ(report.matched, 2u);
  EXPECT_EQ(report.done, 2u);
  EXPECT_EQ(report.refused, 0u);
  engine_.run_until_idle();
  EXPECT_EQ(status("p"), Status::Cancelled) << "and not faulted, because its child was cancelled";
}

TEST_F(Requests, ForManyCanBeStoppedAfterAPage) {
  for (int i = 0; i < 150; ++i) start("long", "x" + std::to_string(i));
  const BulkReport report =
      bulk({.action = BulkAction::Suspend, .progress = [](const BulkReport& so_far) { return so_far.done == 0; }});
  EXPECT_FALSE(report.is_complete);
  EXPECT_EQ(report.done, 100u);
  EXPECT_EQ(bulk({.action = BulkAction::Suspend}).done, 50u) << "the same again does the rest";
}

TEST_F(Requests, ForManyLeaveOutWhatIsStartedMeanwhile) {
  for (int i = 0; i < 150; ++i) start("long", "x" + std::to_string(i));
  bool started = false;
  const BulkReport report = bulk({.action = BulkAction::Suspend, .progress = [&](const BulkReport&) {
                                    if (!std::exchange(started, true)) start("long", "later");
                                    return true;
                                  }});
  EXPECT_EQ(report.done, 150u);
  EXPECT_EQ(status("later"), Status::Waiting);
}

TEST(Bulk, WorksBesideOthersInAnEngineWithThreads) {
  testing::TemporaryDirectory directory;
  Engine engine = Engine::open("sqlite:" + directory.file("baton.db")).value();
  ASSERT_TRUE(engine.deploy(kLong));
  for (int i = 0; i < 250; ++i) {
    ASSERT_TRUE(engine.start({.workflow = {"shop", "long", ""}, .input = {}, .id = "x" + std::to_string(i)}));
  }
  const auto cancelled = engine.bulk({.action = BulkAction::Cancel, .filter = {.name = "long"}}, {"bob"});
  ASSERT_TRUE(cancelled) << cancelled.error().message;
  EXPECT_EQ(cancelled->done, 250u);
  EXPECT_EQ(engine.list({.status = Status::Cancelled, .limit = 1'000}).value().instances.size(), 250u);
  const auto removed = engine.bulk({.action = BulkAction::Remove}, {"bob"});
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(removed->done, 250u);
  EXPECT_THAT(engine.list().value().instances, IsEmpty());
  EXPECT_EQ(engine.audit(0, 1'000)->size(), 253u) << "each that was removed, both requests, and deploying";
}

}  // namespace
}  // namespace baton::app
