// The verbs of the program with `--server URL`.
#include "server/served.hpp"

namespace baton::testing {
namespace {

class RemoteVerbs : public Served {
 protected:
  Outcome baton(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) {
    arguments.insert(arguments.end(), {"--server", "http://" + server_.address()});
    return Process({.arguments = std::move(arguments), .directory = home_.file(""), .environment = environment}).wait();
  }
  Value json(std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    const Outcome outcome = baton(std::move(arguments));
    return parse_json(outcome.out).value_or(Value());
  }
};

TEST_F(RemoteVerbs, DeployAndStart) {
  std::ofstream(home_.file("hello.yaml")) << document("hello", "- greet: {set: {hello: '${ .name }'}}\n");
  const Outcome deployed = baton({"deploy", "hello.yaml"});
  EXPECT_EQ(deployed.status, 0) << deployed.err;
  EXPECT_NE(deployed.out.find("new"), std::string::npos) << deployed.out;
  const Outcome started = baton({"start", "hello", "--input", R"({"name":"Ada"})", "--id", "a"});
  EXPECT_EQ(started.status, 0) << started.err;
  EXPECT_EQ(started.out, "{\"hello\":\"Ada\"}\n");
  EXPECT_EQ(baton({"start", "failing"}).status, 1);
  EXPECT_EQ(baton({"start", "long"}).status, 5);
  EXPECT_EQ(baton({"start", "nothing"}).status, 2);
  EXPECT_EQ(baton({"undeploy", "shop/hello/1.0.0"}).status, 0);
  EXPECT_EQ(json({"workflows"}).size(), 3u);
  EXPECT_NE(json({"workflows", "shop/quick"}).items()[0].find("document"), nullptr);
}

TEST_F(RemoteVerbs, ShowWhatTheServerHas) {
  ASSERT_EQ(start("long", "a").status, 202);
  EXPECT_EQ(json({"ls", "--workflow", "long"}).find("instances")->size(), 1u);
  EXPECT_EQ(json({"ls", "--status", "faulted"}).find("instances")->size(), 0u);
  EXPECT_EQ(json({"show", "a"}), ask("GET", "/v1/instances/a").json());
  EXPECT_EQ(json({"show", "a", "--revision", "1"}), ask("GET", "/v1/instances/a?revision=1").json());
  EXPECT_EQ(baton({"show", "a", "--revision", "9"}).status, 2);
  EXPECT_EQ(json({"history", "a"}), *ask("GET", "/v1/instances/a/history").json().find("entries"));
  EXPECT_EQ(json({"audit"}), ask("GET", "/v1/audit").json());
  const Outcome missing = baton({"show", "nothing"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_NE(missing.err.find("nothing"), std::string::npos) << missing.err;
}

TEST_F(RemoteVerbs, ForkInstances) {
  ASSERT_EQ(start("long", "a").status, 202);
  EXPECT_EQ(baton({"cancel", "a"}).status, 0);
  EXPECT_EQ(json({"fork", "a", "--at", "1", "--dry-run"}).find("effects")->size(), 1u);
  const Outcome forked = baton({"fork", "a", "--at", "1", "--id", "b", "--context", "7"});
  EXPECT_EQ(forked.status, 5) << forked.err;
  EXPECT_EQ(json({"show", "b"}).find("context")->as_integer(), 7);
  EXPECT_EQ(baton({"fork", "a", "--at", "9"}).status, 2);
}

TEST_F(RemoteVerbs, ChangeInstances) {
  ASSERT_EQ(start("long", "a").status, 202);
  ASSERT_EQ(start("long", "b").status, 202);
  EXPECT_EQ(baton({"suspend", "a"}).status, 0);
  EXPECT_EQ(baton({"resume", "a"}).status, 5);
  EXPECT_EQ(baton({"retry", "a"}).status, 2);
  EXPECT_EQ(baton({"cancel", "a"}).status, 0);
  EXPECT_EQ(baton({"rm", "a"}).status, 0);
  EXPECT_EQ(json({"cancel", "--workflow", "long", "--dry-run"}).find("matched")->as_integer(), 1);
  EXPECT_EQ(baton({"cancel", "--workflow", "long"}).status, 0);
  EXPECT_EQ(member(ask("GET", "/v1/instances/b?wait=30"), "status"), "cancelled");
}

TEST_F(RemoteVerbs, EmitAndShowEvents) {
  const std::string events = R"([{"type":"order.paid","id":"1"},{"type":"order.paid","id":"1"},{"type":"other"}])";
  const Value emitted = json({"emit", events});
  ASSERT_EQ(emitted.size(), 3u) << to_json(emitted);
  EXPECT_EQ(*emitted.items()[1].find("change"), Value("known"));
  EXPECT_EQ(emitted.items()[2].find("position")->as_integer(), 2);
  EXPECT_EQ(json({"events"}), ask("GET", "/v1/events").json());
  EXPECT_EQ(json({"events", "--type", "other", "--limit", "5"}).find("events")->size(), 1u);
  EXPECT_EQ(baton({"emit", R"({"type":"t","time":"noon"})"}).status, 2);
  EXPECT_EQ(baton({"emit", R"({"type":"t"})", "--secrets", "x.yaml"}).status, 2) << "they are the server's own";
}

// The server is killed and comes back: the verb follows what comes then, and misses nothing.
TEST_F(RemoteVerbs, FollowEventsOverAServerThatComesBack) {
  const std::vector<std::string> options{"--store", "sqlite:s.db"};
  auto server = std::make_unique<ServeProcess>(options, home_.file(""));
  ASSERT_TRUE(server->is_listening());
  const std::string address = server->address();
  const auto emit = [&](const std::string& id) {
    const std::string event = R"({"specversion":"1.0","id":")" + id + R"(","source":"/shop","type":"t"})";
    return HttpClient(address)
        .ask("POST", "/v1/events", event, {{"Content-Type", "application/cloudevents+json"}})
        .status;
  };
  ASSERT_EQ(emit("first"), 200);
  Process verb({.arguments = {"events", "--follow", "--from", "1", "--json", "--server", "http://" + address},
                .directory = home_.file("")});
  ASSERT_TRUE(verb.prints("\"first\"")) << verb.said();
  server->stop(SIGKILL);
  server = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "sqlite:s.db", "--listen", address},
                                          home_.file(""));
  ASSERT_TRUE(server->is_listening()) << server->process().said();
  ASSERT_EQ(emit("second"), 200);
  ASSERT_TRUE(verb.prints("\"second\"")) << verb.said();
  verb.signal(SIGINT);
  const Outcome ended = verb.wait();
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(std::ranges::count(ended.out, '\n'), 2) << ended.out;
}

TEST_F(RemoteVerbs, SayWhatIsWrong) {
  const std::vector<std::string> both{"ls", "--store", "memory:"};
  EXPECT_EQ(baton(both).status, 2);
  const Outcome outcome = Process({.arguments = {"ls", "--server", "gopher://x"}, .directory = home_.file("")}).wait();
  EXPECT_EQ(outcome.status, 4) << outcome.err;
}

// The server is killed and comes back at its address: the verb waits for it.
TEST_F(RemoteVerbs, WaitForAServerThatComesBack) {
  auto server = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "sqlite:s.db"}, home_.file(""));
  ASSERT_TRUE(server->is_listening());
  ASSERT_EQ(HttpClient(server->address()).ask("POST", "/v1/workflows", kQuick, kYaml).status, 200);
  const std::string address = server->address();
  server->stop(SIGKILL);
  Process verb({.arguments = {"start", "quick", "--server", "http://" + address}, .directory = home_.file("")});
  server = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "sqlite:s.db", "--listen", address},
                                          home_.file(""));
  ASSERT_TRUE(server->is_listening()) << server->process().said();
  const Outcome started = verb.wait();
  EXPECT_EQ(started.status, 0) << started.err;
}

TEST(RemoteKey, IsTakenFromTheEnvironment) {
  const TemporaryDirectory home;
  std::ofstream(home.file("admin")) << "a long enough secret";
  ServeProcess server({"--store", "memory:", "--admin-key-file", "admin"}, home.file(""));
  ASSERT_TRUE(server.is_listening());
  const std::vector<std::string> arguments{"ls", "--server", "http://" + server.address()};
  EXPECT_EQ(Process({.arguments = arguments, .directory = home.file("")}).wait().status, 2);
  EXPECT_EQ(
      Process({.arguments = arguments, .directory = home.file(""), .environment = {"BATON_KEY=a long enough secret"}})
          .wait()
          .status,
      0);
}

}  // namespace
}  // namespace baton::testing
