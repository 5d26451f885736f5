// `baton emit` and `baton events`.
#include "cli/home.hpp"

#include <csignal>
#include <thread>

namespace baton::testing {
namespace {

class Events : public Cli {
 protected:
  void SetUp() override { ASSERT_EQ(baton({"deploy", write("greet.yaml", kGreet)}).status, 0); }
  [[nodiscard]] Value log() const { return json({"events", "--json"}); }
  [[nodiscard]] static std::string id_of(const Value& logged) {
    return std::string(logged.find("event")->find("id")->as_string());
  }
};

TEST_F(Events, AreEmittedOnceAndListed) {
  const std::string paid = R"({"type":"paid","source":"/bank","id":"p-1","subject":"order-1","data":{"cents":5}})";
  const auto first = baton({"emit", paid});
  EXPECT_EQ(first.status, 0) << first.err;
  EXPECT_TRUE(contains(first.out, "1         paid  /bank   p-1  new")) << first.out;
  const Value again = json({"emit", paid, "--json"});
  EXPECT_EQ(*again.items()[0].find("change"), Value::string("known"));
  EXPECT_EQ(*again.items()[0].find("position"), Value::number(1));
  const auto listed = baton({"events"});
  EXPECT_TRUE(listed.out.starts_with("POSITION  APPENDED")) << listed.out;
  EXPECT_TRUE(contains(listed.out, R"(order-1  {"cents":5})")) << listed.out;
  const Value page = log();
  EXPECT_EQ(page.find("events")->size(), 1U);
  EXPECT_TRUE(page.find("gap")->is_null());
  EXPECT_EQ(*page.find("next"), Value::number(2));
}

TEST_F(Events, WithoutAnIdGetOneEachTime) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(baton({"emit", R"({"type":"paid"})"}).status, 0);
  const Value page = log();
  ASSERT_EQ(page.find("events")->size(), 2U);
  const auto events = page.find("events")->items();
  EXPECT_NE(id_of(events[0]), id_of(events[1]));
  EXPECT_EQ(*events[0].find("event")->find("source"), Value::string("/baton/emit"));
}

TEST_F(Events, AreEmittedFromAFileOrStdinAsAnArrayOrLines) {
  EXPECT_EQ(baton({"emit", "@" + write("a.json", R"([{"type":"t","id":"a"},{"type":"t","id":"b"}])")}).status, 0);
  const auto lines = baton({"emit", "-"}, "{\"type\":\"t\",\"id\":\"c\"}\n\n{\"type\":\"other\",\"id\":\"d\"}\n");
  EXPECT_EQ(lines.status, 0) << lines.err;
  std::string many;
  for (int i = 0; i < 2'500; ++i) many += R"({"type":"many","id":")" + std::to_string(i) + "\"}\n";
  EXPECT_EQ(baton({"emit", "-"}, many).status, 0);
  EXPECT_EQ(*log().find("last"), Value::number(2'504));
  EXPECT_EQ(json({"events", "--type", "t", "--json"}).find("events")->size(), 3U);
  const auto some = baton({"events", "--from", "3", "--limit", "2"});
  EXPECT_TRUE(contains(some.err, "--from 5")) << some.err;
}

TEST_F(Events, ThatAreInvalidAreRefusedAsAWhole) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {R"({"source":"/bank"})", "'type' is missing"},
      {R"({"type":"t","source":"a b"})", "'source' must be a URI"},
      {R"([{"type":"t"},{"type":"t","time":"now"}])", "event 2: 'time'"},
      {R"(7)", "JSON object"},
      {R"({"type":)", "EVENT:1:9"},
      {"{\"type\":\"t\"}\n{\"type\":}", "EVENT:2:9"},
      {"@nowhere.json", "nowhere.json"},
      {"@", "does not name a file"}};
  for (const auto& [event, message] : cases) {
    const auto refused = baton({"emit", event});
    EXPECT_EQ(refused.status, 2) << event;
    EXPECT_TRUE(contains(refused.err, message)) << refused.err;
  }
  EXPECT_EQ(*log().find("last"), Value::number(0));
  EXPECT_EQ(baton({"emit", R"({"type":"t"})", "--store", "sqlite:none.db"}).status, 4);
}

TEST_F(Events, AreFollowedUntilItIsInterrupted) {
  Process::Command follow = command({"events", "--follow", "--json"});
  follow.stdout_path = path(write("followed", ""));  // it must be there
  Process following(follow);
  ASSERT_TRUE(following.says("from position 1"));
  EXPECT_EQ(baton({"emit", R"({"type":"t","id":"a"})"}).status, 0);
  while (!contains(read("followed"), R"("id":"a")")) std::this_thread::yield();
  following.signal(SIGINT);
  EXPECT_EQ(following.wait().status, 0);
}

TEST_F(Events, OfTheLifecycleAreThereWhereTheyAreAskedFor) {
  EXPECT_EQ(baton({"start", "greet", "--input", R"({"name":"a"})"}).status, 0);
  EXPECT_EQ(*log().find("last"), Value::number(0));
  EXPECT_EQ(baton({"start", "greet", "--input", R"({"name":"a"})", "--id", "g", "--lifecycle-events"}).status, 0);
  const Value done = json({"events", "--type", "io.serverlessworkflow.workflow.completed.v1", "--json"});
  ASSERT_EQ(done.find("events")->size(), 1U);
  EXPECT_EQ(*done.find("events")->items()[0].find("event")->find("subject"), Value::string("g"));
}

const std::string kListen = workflow("ship", R"(  - paid:
      listen:
        to:
          one:
            with: {type: paid}
            correlate: {order: {from: .subject, expect: '${ .order }'}}
  - shipped: {emit: {event: {with: {source: /shop, type: shipped, data: '${ .[0] }'}}}}
)");

std::string paid(const std::string& id, const std::string& order) {
  return R"({"type":"paid","source":"/bank","id":")" + id + R"(","subject":")" + order + R"(","data":{"cents":)" + id +
         "}}";
}

TEST_F(Events, ReachAWorkflowThatRunsInMemory) {
  write("ship.yaml", kListen);
  const auto run = baton({"run", "ship.yaml", "--store", "memory:", "--input", R"({"order":"7"})", "--emit",
                          "[" + paid("1", "8") + "," + paid("2", "7") + "]"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "[{\"cents\":2}]\n");
}

TEST_F(Events, AreMadeByTheSimulation) {
  const auto simulated = baton({"sim", write("ship.yaml", kListen), "--input", R"({"order":"7"})", "--runs", "20"});
  EXPECT_EQ(simulated.status, 0) << simulated.err;
  EXPECT_TRUE(contains(simulated.out, "20 completed")) << simulated.out;
}

TEST_F(Events, ContinueTheWorkflowsThatWaitForThem) {
  write("ship.yaml", kListen);
  for (const char* order : {"7", "8"}) {
    Process run(command({"run", "ship.yaml", "--id", std::string("o-") + order, "--input",
                         std::string(R"({"order":")") + order + "\"}"}));
    ASSERT_TRUE(run.says("is listening for paid (order: \"" + std::string(order) + "\")"));
    ASSERT_TRUE(run.says("baton emit EVENT"));
    run.signal(SIGKILL);
    static_cast<void>(run.wait());
  }
  const auto shown = baton({"show", "o-8"});
  EXPECT_TRUE(contains(shown.out, "listening for paid (order: \"8\")")) << shown.out;
  const auto emitted = baton({"emit", paid("1", "8")});
  EXPECT_EQ(emitted.status, 0) << emitted.err;
  EXPECT_TRUE(contains(emitted.err, "consumed by 1 instance: o-8")) << emitted.err;
  EXPECT_EQ(*json({"show", "o-8", "--json"}).find("status"), Value::string("completed"));
  EXPECT_EQ(*json({"show", "o-7", "--json"}).find("status"), Value::string("waiting"));
  EXPECT_TRUE(contains(baton({"history", "o-8"}).out, "event.consumed"));
  EXPECT_EQ(baton({"emit", paid("2", "7")}).status, 0);
  EXPECT_EQ(json({"events", "--type", "shipped", "--json"}).find("events")->size(), 2U);
}

TEST_F(Events, AreConsumedOnceThoughTheProcessIsKilledAtAnyMoment) {
  write("count.yaml", workflow("count", R"(  - counted:
      listen: {to: {any: [{with: {type: paid}}], until: '${ length == 300 }'}}
)"));
  std::string many;
  std::string expected = "[";
  for (int i = 0; i < 300; ++i) {
    many += paid(std::to_string(i), "x") + "\n";
    expected += (i == 0 ? "" : ",") + std::string("{\"cents\":") + std::to_string(i) + "}";
  }
  write("many.json", many);
  for (int kills = 0; kills < 12; ++kills) {
    Process run(command({"run", "count.yaml", "--id", "c-1", "--emit", "@many.json"}));
    std::this_thread::sleep_for(std::chrono::milliseconds{5 + 9 * kills});
    run.signal(SIGKILL);
    static_cast<void>(run.wait());
  }
  const auto run = baton({"run", "count.yaml", "--id", "c-1", "--emit", "@many.json"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, expected + "]\n");
}

}  // namespace
}  // namespace baton::testing
