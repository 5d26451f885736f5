// Who may do what: walked over the table of routes, against the running server.
#include "server/access/keys.hpp"
#include "server/route.hpp"
#include "server/served.hpp"

#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <map>

namespace baton::testing {
namespace {

using server::Reach;
using server::Role;
using server::Route;

constexpr Role kAllRoles[] = {Role::Reader, Role::Operator, Role::Worker, Role::Deployer, Role::Reveal, Role::Admin};

bool includes(Role has, Role wanted) {
  return server::Principal{.name = "", .grants = {{.role = has, .space = "*"}}}.may_everywhere(wanted);
}

class Access : public ::testing::Test {
 protected:
  std::string add(const std::string& role, const std::string& space, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{"keys",   "add", "--file", "baton.keys", "--name", role + "@" + space,
                                       "--role", role};
    if (space != "*") arguments.insert(arguments.end(), {"--namespace", space});
    arguments.insert(arguments.end(), more.begin(), more.end());
    Outcome made = Process({.arguments = arguments, .directory = home_.file("")}).wait();
    EXPECT_EQ(made.status, 0) << made.err;
    made.out.pop_back();
    return made.out;
  }
  void serve() {
    server_ = std::make_unique<ServeProcess>(std::vector<std::string>{"--store", "memory:", "--keys", "baton.keys"},
                                             home_.file(""));
    ASSERT_TRUE(server_->is_listening()) << server_->process().said();
  }
  Answer ask(std::string_view method, std::string_view target, const std::string& key, std::string_view body = {},
             HttpClient::Headers headers = {}) {
    if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
    return HttpClient(server_->address()).ask(method, target, body, headers);
  }
  // A request that the route understands, for the namespace `shop` and the instance `x` in it.
  Answer try_route(const Route& route, const std::string& key) {
    std::string target(route.path);
    const auto fill = [&](const std::string& name, const std::string& value) {
      if (const auto at = target.find(name); at != std::string::npos) target.replace(at, name.size(), value);
    };
    fill("{namespace}", "shop");
    fill("{name}", "nothing");
    fill("{version}", "1.0.0");
    fill("{id}", "x");
    fill("{token}", "t");
    std::string body;
    HttpClient::Headers headers;
    if (route.body == server::BodyKind::Json) body = "{}";
    if (route.name == "startInstance") body = R"({"workflow":{"namespace":"shop","name":"nothing"}})";
    if (target.starts_with("/v1/instances:")) body = R"({"filter":{"namespace":"shop"},"dryRun":true})";
    if (route.name == "listInstances") target += "?namespace=shop";
    if (route.name == "getTaskOutput") target += "?task=/do/0";
    if (route.body == server::BodyKind::CloudEvents) {
      body = R"({"specversion":"1.0","id":"1","source":"/shop","type":"t"})";
      headers = {{"Content-Type", "application/cloudevents+json"}};
    }
    if (route.body == server::BodyKind::Document) {
      body = kQuick;
      headers = kYaml;
    }
    return ask(server::name_of(route.method), target, key, body, headers);
  }

  TemporaryDirectory home_;
  std::unique_ptr<ServeProcess> server_;
};

TEST_F(Access, NeedsAKeyForEveryRouteThatHasARole) {
  const std::string admin = add("admin", "*");
  const std::string expired = add("admin", "*", {"--days", "1"});
  auto keys = server::read_keys(home_.file("baton.keys"));
  ASSERT_TRUE(keys);
  keys->back().expires_at = Timestamp{};
  ASSERT_TRUE(server::write_keys(home_.file("baton.keys"), *keys));
  serve();
  for (const Route& route : server::routes()) {
    const int without = try_route(route, "").status;
    if (!route.role) {
      EXPECT_NE(without, 401) << route.name;
      continue;
    }
    EXPECT_EQ(without, 401) << route.name;
    EXPECT_EQ(try_route(route, "baton_" + std::string(64, '0')).status, 401) << route.name;
    EXPECT_EQ(try_route(route, expired).status, 401) << route.name;
    const int with = try_route(route, admin).status;
    EXPECT_TRUE(with != 401 && with != 403) << route.name << " " << with;
  }
}

TEST_F(Access, NeedsTheRoleOfTheRoute) {
  std::map<Role, std::string> keys;
  for (const Role role : kAllRoles) keys[role] = add(std::string(server::name_of(role)), "*");
  serve();
  ASSERT_EQ(ask("POST", "/v1/workflows", keys[Role::Admin], kLong, kYaml).status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances", keys[Role::Admin], start_body("long", "x")).status, 202);
  for (const Route& route : server::routes()) {
    if (!route.role) continue;
    for (const Role role : kAllRoles) {
      const Answer answer = try_route(route, keys[role]);
      const bool is_refused = answer.problem() == "forbidden";
      EXPECT_EQ(is_refused, !includes(role, *route.role))
          << route.name << " as " << server::name_of(role) << answer.body;
    }
    if (route.name == "deleteInstance") break;  // it has not ended, so that it is still there
  }
}

TEST_F(Access, KeepsNamespacesApart) {
  const std::string admin = add("admin", "*");
  const std::string other = add("admin", "elsewhere");
  const std::string own = add("operator", "shop");
  serve();
  ASSERT_EQ(ask("POST", "/v1/workflows", admin, kLong, kYaml).status, 200);
  ASSERT_EQ(ask("POST", "/v1/instances", admin, start_body("long", "x")).status, 202);
  for (const Route& route : server::routes()) {
    if (!route.role || route.name == "listWorkflows" || route.path.starts_with("/v1/schedules")) continue;
    const Answer answer = try_route(route, other);
    const std::string expected = route.reach == Reach::Instance ? "not-found" : "forbidden";
    EXPECT_EQ(answer.problem(), expected) << route.name << " " << answer.body;
  }
  EXPECT_EQ(ask("GET", "/v1/workflows", other).json().find("workflows")->size(), 0u);
  EXPECT_EQ(ask("GET", "/v1/instances", other).json().find("instances")->size(), 0u);
  EXPECT_EQ(ask("GET", "/v1/instances", own).json().find("instances")->size(), 1u);
  EXPECT_EQ(ask("POST", "/v1/workflows", own, kQuick, kYaml).status, 403);
  EXPECT_EQ(ask("POST", "/v1/instances/x/suspend", own).status, 200);
  const Answer history = ask("GET", "/v1/instances/x/history", own);
  EXPECT_NE(history.body.find(R"("caller":"operator@shop")"), std::string::npos) << history.body;
}

TEST_F(Access, KeepsTheSchedulesOfNamespacesApart) {
  const std::string admin = add("admin", "*");
  const std::string other = add("admin", "elsewhere");
  const std::string own = add("operator", "shop");
  serve();
  const std::string tick =
      "document: {dsl: '1.0.3', namespace: shop, name: tick, version: '1.0.0'}\nschedule: {every: PT1H}\ndo: []\n";
  ASSERT_EQ(ask("POST", "/v1/workflows", admin, tick, kYaml).status, 200);
  const std::string path = "/v1/schedules/schedule.shop.tick";
  EXPECT_EQ(ask("GET", "/v1/schedules", other).json().find("schedules")->size(), 0u);
  EXPECT_EQ(ask("GET", "/v1/schedules", own).json().find("schedules")->size(), 1u);
  for (const char* const verb : {"", "/pause", "/resume", "/trigger"}) {
    const Answer hidden = ask(*verb == '\0' ? "GET" : "POST", path + verb, other);
    EXPECT_EQ(hidden.problem(), "not-found") << verb << hidden.body;
  }
  EXPECT_EQ(ask("DELETE", path, other).problem(), "not-found");
  EXPECT_EQ(ask("GET", path, own).status, 200);
  EXPECT_EQ(ask("POST", path + "/pause", own).status, 200);
  const std::string another = R"({"workflow": {"namespace": "shop", "name": "tick"}, "name": "more", "every": "PT1H"})";
  EXPECT_EQ(ask("POST", "/v1/schedules", other, another).problem(), "forbidden");
}

TEST_F(Access, EndsWhenTheKeyIsRevoked) {
  const std::string key = add("reader", "*");
  serve();
  ASSERT_EQ(ask("GET", "/v1/instances", key).status, 200);
  const std::string id = server::read_keys(home_.file("baton.keys"))->front().id;
  ASSERT_EQ(Process({.arguments = {"keys", "revoke", id}, .directory = home_.file("")}).wait().status, 0);
  int status = 200;
  for (int i = 0; i < 1'000 && status == 200; ++i) {
    status = ask("GET", "/v1/instances", key).status;
    usleep(10'000);
  }
  EXPECT_EQ(status, 401);
}

TEST_F(Access, KeepsOnlyHashesOfKeys) {
  const std::string key = add("reader", "*");
  std::ifstream file(home_.file("baton.keys"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text.find(key), std::string::npos);
  EXPECT_EQ(text.find(key.substr(6)), std::string::npos);
  const auto permissions = std::filesystem::status(home_.file("baton.keys")).permissions();
  EXPECT_EQ(permissions, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Outcome listed = Process({.arguments = {"keys", "list"}, .directory = home_.file("")}).wait();
  EXPECT_NE(listed.out.find("reader@*"), std::string::npos);
  EXPECT_EQ(listed.out.find(key.substr(6)), std::string::npos);
}

TEST_F(Access, TakesTheAdminsKeyFromAFile) {
  std::ofstream(home_.file("admin")) << "a long enough secret\n";
  ServeProcess server({"--store", "memory:", "--admin-key-file", "admin"}, home_.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  HttpClient client(server.address());
  EXPECT_EQ(client.ask("GET", "/v1/instances").status, 401);
  EXPECT_EQ(client.ask("GET", "/v1/instances", "", {{"Authorization", "Bearer a long enough secret"}}).status, 200);
}

using Origin = Served;

TEST_F(Origin, AnswersOnlyForHostsThatItKnows) {
  for (const char* const host : {"localhost", "127.0.0.1:1", "[::1]:80", "baton.localhost", "127.1.2.3"}) {
    EXPECT_EQ(ask("GET", "/healthz", "", {{"Host", host}}).status, 200) << host;
  }
  for (const char* const host :
       {"example.com", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "[::2]", "127.evil"}) {
    const Answer answer = ask("GET", "/healthz", "", {{"Host", host}});
    EXPECT_EQ(answer.status, 421) << host;
    EXPECT_EQ(answer.problem(), "misdirected") << host;
  }
  EXPECT_EQ(ask("GET", "http://example.com/healthz", "", {{"Host", "localhost"}}).status, 421);
}

TEST_F(Origin, RefusesPagesOfOthers) {
  const std::string own = "http://" + server_.address();
  EXPECT_EQ(ask("GET", "/v1/instances", "", {{"Origin", own}, {"Sec-Fetch-Site", "same-origin"}}).status, 200);
  for (const char* const origin : {"http://example.com", "null", "http://localhost:3000", "https://127.0.0.1"}) {
    EXPECT_EQ(ask("POST", "/v1/instances", start_body("long", "x"), {{"Origin", origin}}).problem(), "foreign-origin")
        << origin;
  }
  EXPECT_EQ(ask("GET", "/v1/instances", "", {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
}

TEST_F(Origin, TakesNoBodyThatAFormCanSend) {
  for (const char* const type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                                 "", "text/plain; application/json"}) {
    EXPECT_EQ(ask("POST", "/v1/instances", start_body("long", "x"), {{"Content-Type", type}}).problem(),
              "unsupported-type")
        << type;
    EXPECT_EQ(ask("POST", "/v1/workflows", kQuick, {{"Content-Type", type}}).status, 415) << type;
  }
  EXPECT_EQ(ask("POST", "/v1/instances/x/suspend", "{}").problem(), "invalid-request") << "it has no body";
  EXPECT_EQ(ask("POST", "/v1/instances", start_body("long", "x"), {{"Content-Type", "Application/JSON; charset=utf-8"}})
                .status,
            202);
}

}  // namespace
}  // namespace baton::testing
