// Workflows that start other workflows: what `baton` does about the children of the instance that it names.
#include "cli/home.hpp"

#include <csignal>

namespace baton::testing {
namespace {

std::string starts(const std::string& name, const std::string& child, const std::string& more = "") {
  return workflow(
      name, "  - child: {run: {workflow: {namespace: test, name: " + child + ", version: latest}" + more + "}}\n");
}

// Has done something that can be undone, and waits.
const std::string kHolds = workflow("holds", R"(  - book:
      set: {booked: true}
      metadata: {compensate: [{unbook: {set: {booked: false}}}]}
  - pause: {wait: {hours: 1}}
)");

class Family : public Cli {
 protected:
  void deploy(const std::string& file, const std::string& text) const {
    const auto done = baton({"deploy", write(file, text)});
    EXPECT_EQ(done.status, 0) << done.err;
  }
  // The instances of that workflow.
  [[nodiscard]] std::vector<Value> instances_of(const std::string& name) const {
    std::vector<Value> found;
    const Value listed = json({"ls", "--json", "--workflow", "test/" + name});
    for (const Value& each : listed.find("instances")->items()) found.push_back(each);
    return found;
  }
  [[nodiscard]] std::string only_id_of(const std::string& name) const {
    const auto found = instances_of(name);
    EXPECT_EQ(found.size(), 1U) << name;
    return found.size() == 1 ? std::string(found[0].find("id")->as_string()) : "";
  }
  [[nodiscard]] std::string status_of(const std::string& name) const {
    const auto found = instances_of(name);
    EXPECT_EQ(found.size(), 1U) << name;
    return found.size() == 1 ? std::string(found[0].find("status")->as_string()) : "";
  }
};

TEST_F(Family, IsCancelledAndUndoneBeforeCancelReturns) {
  deploy("holds.yaml", kHolds);
  deploy("middle.yaml", starts("middle", "holds"));
  deploy("top.yaml", starts("top", "middle"));
  EXPECT_EQ(baton({"start", "test/top", "--id", "t"}).status, 5);
  const auto cancelled = baton({"cancel", "t"});
  EXPECT_EQ(cancelled.status, 0) << cancelled.err;
  for (const char* name : {"top", "middle", "holds"}) EXPECT_EQ(status_of(name), "cancelled") << name;
  const auto history = baton({"history", only_id_of("holds")});
  EXPECT_TRUE(contains(history.out, "compensation.completed")) << history.out;
  const auto removed = baton({"rm", "t", only_id_of("middle"), only_id_of("holds")});
  EXPECT_EQ(removed.status, 0) << removed.err;
}

TEST_F(Family, WhoseChildOnlyWaitsIsIdle) {
  deploy("holds.yaml", kHolds);
  deploy("top.yaml", starts("top", "holds"));
  const auto started = baton({"start", "test/top", "--id", "t"});
  EXPECT_EQ(started.status, 5) << started.err;
  EXPECT_TRUE(contains(started.err, "child " + only_id_of("holds") + " (test/holds) is waiting")) << started.err;
  EXPECT_EQ(baton({"resume", "t"}).status, 5);
}

TEST_F(Family, RunsUntilItsUnawaitedChildHasEnded) {
  deploy("short.yaml", workflow("short", "  - pause: {wait: {milliseconds: 300}}\n  - done: {set: {late: true}}\n"));
  const auto done = baton({"run", write("top.yaml", starts("top", "short", ", await: false")), "--input", "7", "-q"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, "7\n");
  EXPECT_EQ(status_of("short"), "completed");
}

TEST_F(Family, ReportsAnUnawaitedChildThatHasNotEnded) {
  deploy("holds.yaml", kHolds);
  deploy("top.yaml", starts("top", "holds", ", await: false"));
  const auto started = baton({"start", "test/top", "--id", "t"});
  EXPECT_EQ(started.status, 5) << started.err;
  const std::string child = only_id_of("holds");
  EXPECT_EQ(status_of("top"), "completed");
  EXPECT_TRUE(contains(started.err, "instance t has ended, but not all of its family")) << started.err;
  EXPECT_TRUE(contains(started.err, "child " + child + " (test/holds) is waiting")) << started.err;
  EXPECT_TRUE(contains(started.err, "continue with: baton resume t")) << started.err;
  EXPECT_EQ(baton({"resume", "t"}).status, 5);
  EXPECT_EQ(baton({"cancel", child}).status, 0);
  const auto nothing_left = baton({"resume", "t"});
  EXPECT_EQ(nothing_left.status, 2) << nothing_left.err;
}

TEST_F(Family, ContinuesAnUnawaitedChildOfAnEndedParentAfterTheProcessWasKilled) {
  deploy("short.yaml", workflow("short", "  - pause: {wait: {seconds: 1}}\n"));
  const std::string top = write("top.yaml", starts("top", "short", ", await: false"));
  Process running(command({"run", top, "--id", "t"}));
  ASSERT_TRUE(running.says("workflow completed"));
  running.signal(SIGKILL);
  EXPECT_NE(running.wait().status, 0);
  EXPECT_EQ(status_of("short"), "waiting");
  EXPECT_EQ(baton({"run", top, "--id", "t"}).status, 0);
  EXPECT_EQ(status_of("short"), "completed");
}

TEST_F(Family, SaysHowToContinueASuspendedChild) {
  deploy("short.yaml", workflow("short", "  - pause: {wait: {seconds: 1}}\n"));
  deploy("middle.yaml", starts("middle", "short"));
  const std::string top = write("top.yaml", starts("top", "middle"));
  deploy("top.yaml", starts("top", "middle"));
  EXPECT_EQ(baton({"start", "test/top", "--id", "t"}).status, 5);
  const std::string child = only_id_of("short");
  ASSERT_EQ(baton({"suspend", child}).status, 0);
  for (const Arguments& verb : {Arguments{"resume", "t"}, {"run", top, "--id", "t", "-q"}}) {
    const auto stays = baton(verb);
    EXPECT_EQ(stays.status, 5);
    EXPECT_TRUE(contains(
        stays.err, "child " + child + " (test/short) is suspended; continue it first with: baton resume " + child))
        << stays.err;
    EXPECT_TRUE(contains(stays.err, "; then continue with: baton ")) << stays.err;
  }
  EXPECT_EQ(status_of("short"), "suspended");
  EXPECT_EQ(baton({"resume", child}).status, 5) << "it only waits";
  EXPECT_EQ(baton({"run", top, "--id", "t", "-q"}).status, 0);
}

TEST_F(Family, WaitsForAWorkflowThatIsNotDeployed) {
  for (const char* more : {"", ", await: false"}) {
    const std::string name = *more == '\0' ? "waits" : "also-waits";
    const std::string child = name + "-child";
    const std::string top = write("top.yaml", starts(name, child, more));
    const std::string why = "the workflow 'test/" + child + "' version 'latest' is not deployed";
    const auto done = baton({"run", top, "--id", name, "-q"});
    EXPECT_EQ(done.status, 5) << more;
    EXPECT_TRUE(contains(done.err, "children wait, because what they run is missing")) << done.err;
    EXPECT_TRUE(contains(done.err, why)) << done.err;
    EXPECT_TRUE(contains(baton({"show", name}).out, "waiting to start a child: " + why));
    deploy("child.yaml", workflow(child, "  - one: {set: {a: 1}}\n"));
    EXPECT_EQ(baton({"run", top, "--id", name, "-q"}).status, 0);
  }
}

TEST_F(Family, SaysOnceThatAChildHasFaultedThatNobodyAwaits) {
  deploy("bad.yaml", workflow("bad", "  - no: {raise: {error: {type: 'https://example.com/no', status: 500}}}\n"));
  const auto done = baton({"run", write("top.yaml", starts("top", "bad", ", await: false")), "--id", "t", "-q"});
  EXPECT_EQ(done.status, 0) << done.err;
  const std::string message = "a child that nobody awaits has faulted instance=" + only_id_of("bad");
  EXPECT_TRUE(contains(done.err, message)) << done.err;
  EXPECT_TRUE(contains(done.err, "error=https://example.com/no")) << done.err;
  const auto again = baton({"run", write("top.yaml", starts("top", "bad", ", await: false")), "--id", "t", "-q"});
  EXPECT_FALSE(contains(again.err, "has faulted")) << again.err;
  const auto awaited = baton({"run", write("awaits.yaml", starts("awaits", "bad")), "-q"});
  EXPECT_FALSE(contains(awaited.err, "a child that nobody awaits")) << awaited.err;
}

TEST_F(Family, WaitsForAnOperatorThatOnlyAnotherProgramHas) {
  deploy("call.yaml", kCall);
  const auto done = baton({"run", write("top.yaml", starts("top", "call")), "-q"});
  EXPECT_EQ(done.status, 5) << done.err;
  EXPECT_TRUE(contains(done.err, "calls wait for an operator that is not registered function=payment.charge"))
      << done.err;
  EXPECT_EQ(status_of("call"), "running");
}

TEST_F(Family, ThatStartsItselfWithoutEndFaults) {
  for (const char* more : {"", ", await: false"}) {
    const std::string name = *more == '\0' ? "again" : "and-again";
    deploy("again.yaml", starts(name, name, more));
    const auto done = baton({"run", "again.yaml", "-q"});
    EXPECT_EQ(done.status, *more == '\0' ? 1 : 0) << done.err;
    EXPECT_EQ(json({"ls", "--json", "--workflow", "test/" + name, "--limit", "1000"}).find("instances")->size(), 100U);
  }
}

TEST_F(Family, EndsWithTheChildThatIsCancelled) {
  deploy("holds.yaml", kHolds);
  deploy("top.yaml", starts("top", "holds"));
  EXPECT_EQ(baton({"start", "test/top", "--id", "t"}).status, 5);
  EXPECT_EQ(baton({"cancel", only_id_of("holds")}).status, 0);
  EXPECT_EQ(status_of("top"), "faulted") << "the notice to the parent has arrived";
}

}  // namespace
}  // namespace baton::testing
