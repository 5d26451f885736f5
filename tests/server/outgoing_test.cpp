// Where the calls of the program's workflows may go.
#include "server/served.hpp"

#include "adapters/http/loopback_server.hpp"

namespace baton::testing {
namespace {

class OutgoingCalls : public ::testing::Test {
 protected:
  [[nodiscard]] std::string document_for(const std::string& uri) const {
    return document("asks", "- ask: {call: http, with: {method: get, endpoint: '" + uri + "'}}\n");
  }
  // The instance that a server with these options and this environment has run.
  Value run(const std::vector<std::string>& options, const std::string& uri,
            std::vector<std::string> environment = {}) {
    std::vector<std::string> all{"--store", "memory:"};
    all.insert(all.end(), options.begin(), options.end());
    ServeProcess server(all, home_.file(""), std::move(environment));
    EXPECT_TRUE(server.is_listening()) << server.process().said();
    if (!server.is_listening()) return {};
    HttpClient client(server.address());
    EXPECT_EQ(client.ask("POST", "/v1/workflows", document_for(uri), kYaml).status, 200);
    return client.ask("POST", "/v1/instances?wait=30", start_body("asks", "a")).json();
  }
  static std::string detail_of(const Value& instance) {
    const Value* const error = instance.find("error");
    const Value* const detail = error == nullptr ? nullptr : error->find("detail");
    return detail == nullptr ? to_json(instance) : std::string(detail->as_string());
  }
  static bool has_completed(const Value& instance) {
    const Value* const status = instance.find("status");
    return status != nullptr && *status == Value("completed");
  }

  TemporaryDirectory home_;
  http::LoopbackServer target_{
      [](const http::ServedRequest&) { return http::reply("200 OK", "Content-Type: application/json\r\n", "{}"); }};
};

TEST_F(OutgoingCalls, OfAServerReachNoLoopbackAddressUnlessItIsAllowed) {
  const std::string refused = detail_of(run({}, target_.url("/x")));
  EXPECT_NE(
      refused.find("'127.0.0.1' is a loopback address; where that is intended, allow it: --allow-calls-to 127.0.0.1"),
      std::string::npos)
      << refused;
  EXPECT_TRUE(target_.requests().empty());
  EXPECT_TRUE(has_completed(run({"--allow-calls-to", "localhost"}, target_.url("/x"))));
  EXPECT_TRUE(has_completed(run({}, target_.url("/x"), {"BATON_ALLOW_CALLS_TO=10.0.0.0/8,127.0.0.1"})));
  std::ofstream(home_.file("baton.yaml")) << "allowCallsTo: [127.0.0.0/8]\n";
  EXPECT_TRUE(has_completed(run({"--config", "baton.yaml"}, target_.url("/x"))));
  EXPECT_FALSE(has_completed(run({"--config", "baton.yaml", "--deny-calls-to", "127.0.0.1"}, target_.url("/x"))));
  EXPECT_EQ(target_.requests().size(), 3u);
}

TEST_F(OutgoingCalls, OfAServerUseNoProxyOfTheEnvironment) {
  const http::LoopbackServer proxy([](const http::ServedRequest&) { return http::reply("200 OK", "", ""); });
  const std::vector<std::string> environment{"http_proxy=" + proxy.url(""), "no_proxy="};
  EXPECT_TRUE(has_completed(run({"--allow-calls-to", "127.0.0.1"}, target_.url("/x"), environment)));
  EXPECT_TRUE(proxy.requests().empty());
  EXPECT_TRUE(has_completed(run({"--proxy", proxy.url("")}, "http://far.example/x", environment)));
  EXPECT_EQ(proxy.requests().size(), 1u);
  EXPECT_TRUE(
      has_completed(run({"--proxy", "environment", "--allow-calls-to", "127.0.0.1"}, target_.url("/x"), environment)));
  EXPECT_EQ(proxy.requests().size(), 2u);
}

TEST_F(OutgoingCalls, OfRunReachThisMachineUnlessItIsDenied) {
  std::ofstream(home_.file("asks.yaml")) << document_for(target_.url("/x"));
  const auto baton = [&](std::vector<std::string> options) {
    std::vector<std::string> arguments{"run", "asks.yaml", "--store", "memory:", "--quiet"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return Process({.arguments = arguments, .directory = home_.file(""), .environment = {"no_proxy=*"}}).wait();
  };
  EXPECT_EQ(baton({}).status, 0);
  const Outcome denied = baton({"--deny-calls-to", "localhost"});
  EXPECT_EQ(denied.status, 1);
  EXPECT_NE(denied.err.find("'127.0.0.1' is denied"), std::string::npos) << denied.err;
  const Outcome wrong = baton({"--deny-calls-to", "http://x"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.err.find("the denied host 'http://x': write"), std::string::npos) << wrong.err;
}

}  // namespace
}  // namespace baton::testing
