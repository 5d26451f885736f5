// The definitions of a store: found, listed, taken back.
#include "app/wiring/test_support.hpp"

#include <baton/engine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace baton::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string pausing(const std::string& name, const std::string& version) {
  return "document: {dsl: '1.0.3', namespace: shop, name: " + name + ", version: '" + version +
         "'}\ndo:\n- pause: {wait: {hours: 1}}\n";
}
const std::string kFails = document("fails", "do:\n- no: {raise: {error: {type: 'https://x/e', status: 500}}}\n");
const std::string kCallsPause =
    document("calls", "do:\n- child: {run: {workflow: {namespace: shop, name: pause, version: '1.0.0'}}}\n");
const DefinitionName kPauseOne{.space = "shop", .name = "pause", .version = "1.0.0"};

class Repository : public ::testing::Test {
 protected:
  void SetUp() override { open(); }
  void open(EngineOptions::Mode mode = EngineOptions::Mode::Write) {
    engine_.reset();
    engine_.emplace(Engine::open("sqlite:" + directory_.file("baton.db"), {.mode = mode}).value());
  }
  void deploy(const std::vector<std::string>& documents) { ASSERT_TRUE(engine().deploy_all(documents, {"deployer"})); }
  Result<InstanceId> start(const std::string& name, const std::string& id) {
    return engine().start({.workflow = {"shop", name, ""}, .input = {}, .id = id});
  }
  Engine& engine() { return *engine_; }

 private:
  testing::TemporaryDirectory directory_;
  std::optional<Engine> engine_;
};

TEST_F(Repository, FindsADefinitionByNameVersionAndDigest) {
  deploy({pausing("pause", "1.0.0"), pausing("pause", "1.10.0"), pausing("pause", "1.9.0")});
  const auto before = std::chrono::system_clock::now() - std::chrono::minutes{10};
  const auto newest = engine().find_definition(DefinitionName{"shop", "pause", ""}).value();
  EXPECT_EQ(newest.summary.name.version, "1.10.0");
  EXPECT_EQ(*newest.document.find("document")->find("version"), Value::string("1.10.0"));
  EXPECT_TRUE(newest.is_deployed);
  EXPECT_GT(newest.summary.stored_at, before);
  const auto first = engine().find_definition(kPauseOne).value();
  EXPECT_EQ(first.summary.name.version, "1.0.0");
  const auto same = engine().find_definition(first.summary.digest).value();
  EXPECT_EQ(same.document, first.document);
  EXPECT_EQ(engine().find_definition(DefinitionName{"shop", "none", ""}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine().find_definition(Digest{"none"}).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(engine().deploy(pausing("pause", "1.0.0"))->stored_at, first.summary.stored_at) << "it is the same";
}

TEST_F(Repository, FindsByDigestWhatWasOnlyRun) {
  ASSERT_TRUE(engine().run(pausing("pause", "1.0.0"), {.input = {}, .id = "x"}));
  const Digest digest = engine().find({"x"})->summary.digest;
  const auto found = engine().find_definition(digest).value();
  EXPECT_EQ(found.summary.name, kPauseOne);
  EXPECT_FALSE(found.is_deployed);
  EXPECT_EQ(engine().find_definition(kPauseOne).error().kind, Error::Kind::NotFound);
}

TEST_F(Repository, ListsWhatMatchesWithItsDocuments) {
  deploy({pausing("pause", "1.0.0"), pausing("pause", "2.0.0"), kFails});
  const auto names_of = [&](const DefinitionFilter& filter) {
    std::vector<std::string> names;
    const auto found = engine().find_definitions(filter).value();
    for (const DefinitionView& each : found) {
      names.push_back(each.summary.name.name + " " + each.summary.name.version);
      EXPECT_EQ(*each.document.find("document")->find("name"), Value::string(each.summary.name.name));
      EXPECT_TRUE(each.is_deployed);
    }
    return names;
  };
  EXPECT_THAT(names_of({}), ElementsAre("fails 1.0.0", "pause 1.0.0", "pause 2.0.0"));
  EXPECT_THAT(names_of({.space = "shop", .name = "pause"}), ElementsAre("pause 1.0.0", "pause 2.0.0"));
  EXPECT_THAT(names_of({.space = "other", .name = {}}), ElementsAre());
}

TEST_F(Repository, UndeploysOnlyWhatNoInstanceRuns) {
  deploy({pausing("pause", "1.0.0")});
  ASSERT_TRUE(start("pause", "x"));
  const auto refused = engine().undeploy(kPauseOne, {"bob"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::Conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("shop/pause 1.0.0"));
  ASSERT_TRUE(engine().suspend({"x"}));
  EXPECT_EQ(engine().undeploy(kPauseOne).error().kind, Error::Kind::Conflict) << "a suspended one has not ended";
  ASSERT_TRUE(engine().cancel({"x"}));
  ASSERT_TRUE(engine().wait({"x"}));
  ASSERT_TRUE(engine().undeploy(kPauseOne, {"bob"}));

  EXPECT_EQ(start("pause", "y").error().kind, Error::Kind::NotFound) << "it was known, and is not any more";
  EXPECT_EQ(engine().undeploy(kPauseOne).error().kind, Error::Kind::NotFound);
  open();
  EXPECT_EQ(start("pause", "y").error().kind, Error::Kind::NotFound);
}

TEST_F(Repository, KeepsTheDefinitionOfWhatHasEnded) {
  deploy({kFails});
  ASSERT_TRUE(start("fails", "x"));
  ASSERT_EQ(engine().wait({"x"})->summary.status, Status::Faulted);
  const Digest digest = engine().find({"x"})->summary.digest;
  ASSERT_TRUE(engine().undeploy({"shop", "fails", "1.0.0"}));
  open();
  EXPECT_FALSE(engine().history({"x"})->empty());
  EXPECT_FALSE(engine().find_definition(digest)->is_deployed);
  ASSERT_TRUE(engine().retry({"x"})) << "it still knows what it runs";
  EXPECT_EQ(engine().wait({"x"})->summary.status, Status::Faulted);
}

TEST_F(Repository, GivesANameThatWasTakenBackToOtherContent) {
  deploy({pausing("pause", "1.0.0")});
  const Digest first = engine().find_definition(kPauseOne)->summary.digest;
  const std::string other = document("pause", "do:\n- one: {set: {a: 1}}\n");
  EXPECT_EQ(engine().deploy(other).error().kind, Error::Kind::Conflict);
  ASSERT_TRUE(engine().undeploy(kPauseOne));
  ASSERT_TRUE(engine().deploy(other));
  ASSERT_TRUE(start("pause", "x"));
  EXPECT_EQ(engine().wait({"x"})->summary.status, Status::Completed) << "the new content";
  EXPECT_FALSE(engine().find_definition(first)->is_deployed);
}

TEST_F(Repository, LetsAParentWaitWhoseChildIsUndeployedAsIfItHadNeverBeen) {
  deploy({pausing("pause", "1.0.0"), kCallsPause});
  ASSERT_TRUE(engine().undeploy(kPauseOne));
  ASSERT_TRUE(start("calls", "x"));
  ASSERT_TRUE(engine().wait_until_all_done());
  const InstanceView waits = engine().find({"x"}).value();
  EXPECT_EQ(waits.summary.status, Status::Running);
  EXPECT_EQ(waits.tasks.at(0).doing,
            "waiting to start a child: the workflow 'shop/pause' version '1.0.0' is not deployed");
  deploy({document("pause", "do:\n- one: {set: {a: 1}}\n")});
  EXPECT_EQ(engine().wait({"x"})->summary.status, Status::Completed);
}

TEST_F(Repository, AuditsWhoTookADefinitionBack) {
  deploy({pausing("pause", "1.0.0")});
  ASSERT_TRUE(engine().undeploy(kPauseOne, {"bob"}));
  EXPECT_FALSE(engine().undeploy(kPauseOne, {"mallory"}));
  const auto entries = engine().audit().value();
  ASSERT_EQ(entries.size(), 2u) << "what is not there is not asked for";
  EXPECT_EQ(entries[0].action, "undeploy");
  EXPECT_EQ(entries[0].subject, "shop/pause/1.0.0");
  EXPECT_EQ(entries[0].caller, "bob");
}

TEST_F(Repository, AsksForTheVersionThatIsTakenBack) {
  deploy({pausing("pause", "1.0.0")});
  for (const char* version : {"", "latest"}) {
    EXPECT_EQ(engine().undeploy({"shop", "pause", version}).error().kind, Error::Kind::InvalidArgument) << version;
  }
  EXPECT_TRUE(engine().find_definition(kPauseOne));
}

TEST_F(Repository, IsReadAndNotChangedByAnEngineThatOnlyReads) {
  deploy({pausing("pause", "1.0.0")});
  open(EngineOptions::Mode::Read);
  EXPECT_TRUE(engine().find_definition(kPauseOne));
  EXPECT_EQ(engine().find_definitions()->size(), 1u);
  EXPECT_FALSE(engine().undeploy(kPauseOne));
  EXPECT_TRUE(engine().find_definition(kPauseOne));
}

}  // namespace
}  // namespace baton::app
