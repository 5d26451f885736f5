// Verbs for many instances, and the caller's name.
#include "cli/home.hpp"

#include <pwd.h>
#include <unistd.h>

namespace baton::testing {
namespace {

class Many : public Cli {
 protected:
  void SetUp() override {
    write("fail.yaml", kFail);
    write("long.yaml", kLong);
    ASSERT_EQ(baton({"deploy", "fail.yaml", "long.yaml"}).status, 0);
    for (const char* id : {"a", "b", "c"}) ASSERT_EQ(baton({"start", "test/long", "--id", id}).status, 5);
    ASSERT_EQ(baton({"start", "test/fail", "--id", "f"}).status, 1);
  }
  std::size_t count(const std::string& status) {
    return json({"ls", "--status", status, "--json"}).find("instances")->size();
  }
};

TEST_F(Many, AreCancelledByFilter) {
  const Outcome outcome = baton({"cancel", "--status", "waiting", "--workflow", "test/long"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(contains(outcome.err, "cancelled 3 instances")) << outcome.err;
  EXPECT_EQ(count("cancelled"), 3u);
  EXPECT_TRUE(contains(baton({"cancel", "--workflow", "test/long"}).err, "cancelled 0 instances")) << "safe to repeat";
}

TEST_F(Many, AreOnlyCountedInADryRun) {
  const Outcome outcome = baton({"suspend", "--workflow", "test/long", "--dry-run"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "would suspend 3 instances")) << outcome.err;
  EXPECT_EQ(count("waiting"), 3u);
}

TEST_F(Many, AreNotCountedInADryRunWhereTheyWouldBeRefused) {
  ASSERT_EQ(baton({"cancel", "--status", "waiting"}).status, 0);
  const Outcome outcome = baton({"cancel", "--status", "cancelled", "--dry-run"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "would cancel 0 instances, refused for 3")) << outcome.err;
}

TEST_F(Many, AreSuspendedResumedAndRemoved) {
  EXPECT_EQ(baton({"suspend", "--status", "waiting"}).status, 0);
  EXPECT_EQ(count("suspended"), 3u);
  EXPECT_EQ(baton({"resume", "--status", "suspended"}).status, 0);
  EXPECT_EQ(count("waiting"), 3u);
  const Value removed = json({"rm", "--workflow", "test/fail", "--json"});
  EXPECT_EQ(*removed.find("done"), Value::number(std::int64_t{1}));
  EXPECT_EQ(*removed.find("action"), Value::string("remove"));
  EXPECT_EQ(count("faulted"), 0u);
}

TEST_F(Many, SayWhichWereRefused) {
  const Outcome outcome = baton({"rm", "--status", "waiting"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "refused for 3")) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "it has not ended; cancel it first")) << outcome.err;
}

TEST_F(Many, AreRetried) {
  const Outcome outcome = baton({"retry", "--workflow", "test/fail"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(contains(outcome.err, "retried 1 instance")) << outcome.err;
  EXPECT_EQ(count("faulted"), 1u) << "it faults again";
}

TEST_F(Many, AreNotTakenWithoutAFilterOrBesideAnId) {
  EXPECT_EQ(baton({"cancel"}).status, 2);
  EXPECT_EQ(baton({"rm", "--dry-run"}).status, 2);
  const Outcome both = baton({"cancel", "a", "--status", "waiting"});
  EXPECT_EQ(both.status, 2);
  EXPECT_EQ(baton({"cancel", "--workflow", "test/long/1.0.0"}).status, 2);
  EXPECT_EQ(count("waiting"), 3u);
}

TEST_F(Many, TheCallerIsTheUserRegardlessOfTheEnvironment) {
  Process::Command cancel = command({"cancel", "a"});
  ASSERT_EQ(Process(cancel).wait().status, 0);
  const Value history = json({"history", "a", "--json"});
  const passwd* user = ::getpwuid(::geteuid());
  const std::string name = user != nullptr ? user->pw_name : "uid " + std::to_string(::geteuid());
  EXPECT_EQ(*history.items()[0].find("caller"), Value::string(name));
  EXPECT_EQ(*history.items()[history.size() - 1].find("caller"), Value::string(name));
  EXPECT_TRUE(contains(baton({"history", "a"}).out, name));
}

}  // namespace
}  // namespace baton::testing
