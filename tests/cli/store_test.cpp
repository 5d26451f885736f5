// The verbs that work on what is stored, and two processes at one store.
#include "cli/home.hpp"

#include <chrono>
#include <csignal>

namespace baton::testing {
namespace {

class Store : public Cli {};

TEST_F(Store, KeepsWhatIsDeployed) {
  const auto first = baton({"deploy", write("greet.yaml", kGreet)});
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_TRUE(first.out.starts_with("test/greet/1.0.0  ") && first.out.ends_with("  new\n")) << first.out;
  const auto again = baton({"deploy", "greet.yaml"});
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(again.out.ends_with("  unchanged\n")) << again.out;

  const auto other = baton({"deploy", write("other.yaml", workflow("greet", "  - a: {set: {x: 1}}\n"))});
  EXPECT_EQ(other.status, 2);
  EXPECT_TRUE(contains(other.err, "version")) << other.err;

  const Value deployed = json({"deploy", "greet.yaml", "--json"});
  EXPECT_EQ(*deployed.items()[0].find("change"), Value::string("unchanged"));
  EXPECT_EQ(deployed.items()[0].find("digest")->as_string().size(), 64U);
}

TEST_F(Store, KeepsNothingOfADeploymentWithAnInvalidDocument) {
  EXPECT_EQ(baton({"deploy", write("greet.yaml", kGreet), write("bad.yaml", "do: 1\n")}).status, 2);
  ASSERT_EQ(baton({"deploy", write("fail.yaml", kFail)}).status, 0);
  EXPECT_EQ(baton({"start", "greet"}).status, 2);
}

TEST_F(Store, DeploysABatchWholeOrNotAtAll) {
  const auto document = [&](const std::string& file, const std::string& name, int x) {
    return write(file, workflow(name, "  - a: {set: {x: " + std::to_string(x) + "}}\n"));
  };
  const auto a = document("a.yaml", "a", 1);
  const auto b1 = document("b1.yaml", "b", 1);
  const auto b2 = document("b2.yaml", "b", 2);
  const auto twice = baton({"deploy", a, b1, b2});
  EXPECT_EQ(twice.status, 2);
  EXPECT_EQ(twice.out, "");
  EXPECT_TRUE(contains(twice.err, "b1.yaml, b2.yaml: the workflow 'test/b 1.0.0' is given twice")) << twice.err;
  EXPECT_EQ(baton({"start", "a"}).status, 2) << "it was kept";

  ASSERT_EQ(baton({"deploy", b2}).status, 0);
  const auto taken = baton({"deploy", a, b1, "--json"});
  EXPECT_EQ(taken.status, 2);
  EXPECT_EQ(taken.out, "");
  EXPECT_TRUE(contains(taken.err, "b1.yaml: the workflow 'test/b 1.0.0' is deployed already")) << taken.err;
  EXPECT_EQ(baton({"start", "a"}).status, 2) << "it was kept";

  const auto all = baton({"deploy", a, b2, a});
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_TRUE(contains(all.out, "test/a/1.0.0") && contains(all.out, "  new\n")) << all.out;
  EXPECT_EQ(baton({"start", "a"}).status, 0);
}

TEST_F(Store, StartsWhatIsDeployed) {
  ASSERT_EQ(baton({"deploy", write("greet.yaml", kGreet)}).status, 0);
  for (const char* name : {"greet", "test/greet", "test/greet/1.0.0"}) {
    const auto done = baton({"start", name, "--input", R"({"name":"Ada"})"});
    EXPECT_EQ(done.status, 0) << done.err;
    EXPECT_EQ(done.out, "{\"text\":\"hello Ada\"}\n") << name;
    EXPECT_TRUE(done.err.starts_with("instance ") && done.err.ends_with(" is started\n")) << done.err;
  }
  EXPECT_EQ(json({"start", "greet", "--id", "x", "--json", "--input", "{}"}).size(), 4U);
}

TEST_F(Store, AsksForANamespaceIfSeveralHaveTheName) {
  std::string other = kGreet;
  other.replace(other.find("namespace: test"), 15, "namespace: more");
  ASSERT_EQ(baton({"deploy", write("a.yaml", kGreet), write("b.yaml", other)}).status, 0);
  const auto refused = baton({"start", "greet"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "more/greet test/greet")) << refused.err;
}

TEST_F(Store, StartLeavesWhatWaits) {
  ASSERT_EQ(baton({"deploy", write("long.yaml", kLong)}).status, 0);
  const auto waits = baton({"start", "long", "--id", "w-1"});
  EXPECT_EQ(waits.status, 5);
  EXPECT_EQ(waits.out, "");
  EXPECT_TRUE(contains(waits.err, "instance w-1 is waiting\n  /do/0/pause: waiting until ")) << waits.err;
  EXPECT_TRUE(contains(waits.err, "continue with: baton resume w-1\n")) << waits.err;
  EXPECT_EQ(baton({"start", "long", "--id", "w-1"}).status, 5) << "the same start";
}

TEST_F(Store, ResumesWhatIsDue) {
  write("soon.yaml", workflow("soon", "  - pause: {wait: {milliseconds: 300}}\n  - done: {set: {late: true}}\n"));
  ASSERT_EQ(baton({"deploy", "soon.yaml"}).status, 0);
  const auto started = baton({"start", "soon", "--id", "d-1"});
  const auto due = std::chrono::system_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::system_clock::now() < due) EXPECT_EQ(baton({"ls"}).status, 0);  // which runs no instance
  // On a machine so slow that the pause was over while it started, it has ended already.
  const auto resumed = started.status == 5 ? baton({"resume", "d-1"}) : started;
  EXPECT_EQ(resumed.status, 0) << resumed.err;
  EXPECT_EQ(resumed.out, "{\"late\":true}\n");
  const auto ended = baton({"resume", "d-1"});
  EXPECT_EQ(ended.status, 2) << "it has ended";
  EXPECT_EQ(ended.out, "");
}

TEST_F(Store, SuspendsResumesAndCancels) {
  ASSERT_EQ(baton({"deploy", write("long.yaml", kLong)}).status, 0);
  ASSERT_EQ(baton({"start", "long", "--id", "c-1"}).status, 5);
  const auto suspended = baton({"suspend", "c-1"});
  EXPECT_EQ(suspended.status, 0) << suspended.err;
  EXPECT_EQ(suspended.out, "");
  EXPECT_TRUE(contains(suspended.err, "instance c-1 is suspended")) << suspended.err;
  EXPECT_EQ(*json({"show", "c-1", "--json"}).find("status"), Value::string("suspended"));

  const auto held = baton({"run", "long.yaml", "--id", "c-1"});
  EXPECT_EQ(held.status, 5) << "run does not resume what a user has suspended";
  EXPECT_TRUE(contains(held.err, "baton resume c-1")) << held.err;

  EXPECT_EQ(baton({"resume", "c-1"}).status, 5);
  EXPECT_EQ(*json({"show", "c-1", "--json"}).find("status"), Value::string("waiting"));
  const auto cancelled = baton({"cancel", "c-1"});
  EXPECT_EQ(cancelled.status, 0) << cancelled.err;
  EXPECT_TRUE(contains(cancelled.err, "cancelled: instance c-1")) << cancelled.err;
  EXPECT_EQ(baton({"cancel", "c-1", "--json"}).status, 2) << "it has ended";
  EXPECT_EQ(baton({"run", "long.yaml", "--id", "c-1"}).status, 3);
}

TEST_F(Store, CancelsWithCompensation) {
  ASSERT_EQ(baton({"deploy", write("undo.yaml", workflow("undo", R"(  - book:
      set: {booked: true}
      metadata: {compensate: [{unbook: {set: {booked: false}}}]}
  - pause: {wait: {hours: 1}}
)"))})
                .status,
            0);
  ASSERT_EQ(baton({"start", "undo", "--id", "u-1"}).status, 5);
  EXPECT_EQ(baton({"cancel", "u-1", "--compensate"}).status, 0);
  EXPECT_TRUE(contains(baton({"history", "u-1"}).out, "compensation.completed"));
}

TEST_F(Store, RetriesWhatFaulted) {
  write("fail.yaml", kFail);
  ASSERT_EQ(baton({"run", "fail.yaml", "--id", "r-1"}).status, 1);
  EXPECT_EQ(baton({"retry", "r-1"}).status, 1) << "it is still broken";
  EXPECT_TRUE(contains(baton({"history", "r-1"}).out, "workflow.retried"));
  ASSERT_EQ(baton({"run", write("greet.yaml", kGreet), "--id", "r-2", "--input", "{\"name\":\"A\"}"}).status, 0);
  EXPECT_EQ(baton({"retry", "r-2"}).status, 2);
}

TEST_F(Store, RemovesWhatHasEnded) {
  ASSERT_EQ(baton({"deploy", write("long.yaml", kLong)}).status, 0);
  ASSERT_EQ(baton({"start", "long", "--id", "open"}).status, 5);
  ASSERT_EQ(baton({"run", write("fail.yaml", kFail), "--id", "ended"}).status, 1);
  const auto removed = baton({"rm", "open", "ended"});
  EXPECT_EQ(removed.status, 2);
  EXPECT_TRUE(contains(removed.err, "removed ended\n")) << removed.err;
  EXPECT_EQ(baton({"show", "ended"}).status, 2);
  EXPECT_EQ(baton({"show", "open"}).status, 0);
}

TEST_F(Store, ListsInstances) {
  ASSERT_EQ(baton({"run", write("fail.yaml", kFail), "--id", "l-1"}).status, 1);
  ASSERT_EQ(baton({"run", write("greet.yaml", kGreet), "--id", "l-2", "--input", R"({"name":"A"})"}).status, 0);
  const auto table = baton({"ls"});
  EXPECT_EQ(table.status, 0);
  EXPECT_TRUE(table.out.starts_with("ID   WORKFLOW    VERSION  STATUS     STARTED")) << table.out;
  EXPECT_TRUE(contains(table.out, "\nl-1  test/fail   1.0.0    faulted    20")) << table.out;
  EXPECT_FALSE(contains(baton({"ls", "--status", "faulted"}).out, "l-2"));
  EXPECT_FALSE(contains(baton({"ls", "--workflow", "test/greet"}).out, "l-1"));
  EXPECT_TRUE(contains(baton({"ls", "--workflow", "greet"}).out, "l-2"));

  const Value page = json({"ls", "--limit", "1", "--json"});
  ASSERT_EQ(page.find("instances")->size(), 1U);
  ASSERT_TRUE(page.find("cursor")->is_string());
  const Value rest = json({"ls", "--cursor", std::string(page.find("cursor")->as_string()), "--json"});
  ASSERT_EQ(rest.find("instances")->size(), 1U);
  EXPECT_NE(rest.find("instances")->items()[0], page.find("instances")->items()[0]);
  EXPECT_TRUE(rest.find("cursor")->is_null());
}

TEST_F(Store, ShowsAnInstanceAndItsHistory) {
  ASSERT_EQ(baton({"run", write("greet.yaml", kGreet), "--id", "s-1", "--input", R"({"name":"Ada"})"}).status, 0);
  const auto shown = baton({"show", "s-1"});
  EXPECT_TRUE(contains(shown.out, "workflow  test/greet/1.0.0\n")) << shown.out;
  EXPECT_TRUE(contains(shown.out, "input:\n{\n  \"name\": \"Ada\"\n}\n")) << shown.out;
  const Value view = json({"show", "s-1", "--json"});
  for (const char* member : {"id", "workflow", "digest", "status", "revision", "startedAt", "endedAt", "parent",
                             "input", "context", "output", "error", "tasks"}) {
    EXPECT_NE(view.find(member), nullptr) << member;
  }
  const Value history = json({"history", "s-1", "--json"});
  ASSERT_GE(history.size(), 4U);
  EXPECT_EQ(*history.items().front().find("kind"), Value::string("workflow.started"));
  EXPECT_EQ(*history.items().back().find("kind"), Value::string("workflow.completed"));
  EXPECT_TRUE(contains(baton({"history", "s-1"}).out, "task.completed"));
}

TEST_F(Store, HasOneWriterAndAnyNumberOfReaders) {
  write("greet.yaml", kGreet);
  ASSERT_EQ(baton({"run", write("fail.yaml", kFail), "--id", "ended"}).status, 1);
  Process writer(command({"run", write("long.yaml", kLong), "--id", "w-1"}));
  ASSERT_TRUE(writer.says("started /do/0/pause"));

  for (const Arguments& arguments : {Arguments{"run", "greet.yaml"}, Arguments{"deploy", "greet.yaml"},
                                     Arguments{"cancel", "w-1"}, Arguments{"rm", "ended"}}) {
    const auto refused = baton(arguments);
    EXPECT_EQ(refused.status, 4) << arguments[0];
    EXPECT_TRUE(contains(refused.err, std::to_string(writer.pid()))) << refused.err;
  }
  EXPECT_TRUE(contains(baton({"ls"}).out, "w-1"));
  EXPECT_TRUE(contains(baton({"show", "w-1"}).out, "waiting until"));
  EXPECT_TRUE(contains(baton({"history", "w-1"}).out, "task.started"));
  writer.signal(SIGINT);
  EXPECT_EQ(writer.wait().status, 5);
}

}  // namespace
}  // namespace baton::testing
