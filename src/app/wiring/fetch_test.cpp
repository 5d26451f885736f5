// Texts from the web, from a server on this machine.
#include "engine/fetch.hpp"

#include "adapters/http/loopback_server.hpp"

#include <baton/engine.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace baton {
namespace {

using http::LoopbackServer;
using http::Reply;
using http::ServedRequest;

using Texts = std::map<std::string, std::string>;

// A server with these texts; one that begins with "-> " is a redirect.
class Web {
 public:
  explicit Web(Texts texts) : texts_(std::move(texts)) {}
  [[nodiscard]] std::string url(std::string_view target) const { return server_.url(target); }
  [[nodiscard]] std::vector<ServedRequest> requests() const { return server_.requests(); }

 private:
  [[nodiscard]] Reply answer(const ServedRequest& request) const {
    const auto found = texts_.find(request.target);
    if (found == texts_.end()) return http::reply("404 Not Found", "", "no");
    const std::string& text = found->second;
    if (!text.starts_with("-> ")) return http::reply("200 OK", "Content-Type: application/json\r\n", text);
    return http::reply("302 Found", "location: " + text.substr(3) + "\r\n", "elsewhere");
  }

  const Texts texts_;
  LoopbackServer server_{[this](const ServedRequest& request) { return answer(request); }};
};

const Value kBearer = Value::object({{"bearer", Value::object({{"token", Value::string("s3cret")}})}});

TEST(Fetch, FollowsRedirects) {
  const Web web(Texts{{"/a", "-> /b"}, {"/b", "-> c?x=1"}, {"/c?x=1", "[1]"}});
  EXPECT_EQ(engine::fetch({.uri = web.url("/a"), .authentication = kBearer}).value(), "[1]");
  EXPECT_EQ(web.requests().back().header("authorization"), "Bearer s3cret");
}

TEST(Fetch, TakesTheAuthenticationToNoOtherServer) {
  const Web other(Texts{{"/b", "[2]"}});
  const Web web(Texts{{"/a", "-> " + other.url("/b")}});
  EXPECT_EQ(engine::fetch({.uri = web.url("/a"), .authentication = kBearer}).value(), "[2]");
  EXPECT_EQ(web.requests().front().header("authorization"), "Bearer s3cret");
  EXPECT_EQ(other.requests().back().header("authorization"), "");
}

TEST(Fetch, FollowsFiveRedirectsAndNoMore) {
  Texts texts = {{"/0", "[3]"}};
  for (int i = 1; i <= 6; ++i) texts["/" + std::to_string(i)] = "-> /" + std::to_string(i - 1);
  texts["/loop"] = "-> /loop";
  texts["/nowhere"] = "-> file:///etc/passwd";
  const Web web(std::move(texts));
  EXPECT_EQ(engine::fetch({.uri = web.url("/5")}).value(), "[3]");
  EXPECT_EQ(engine::fetch({.uri = web.url("/6")}).error(), "it is redirected more than 5 times");
  EXPECT_EQ(engine::fetch({.uri = web.url("/loop")}).error(), "it is redirected more than 5 times");
  EXPECT_EQ(engine::fetch({.uri = web.url("/nowhere")}).error(),
            "it is redirected to 'file:///etc/passwd', which is neither http nor https");
}

TEST(Fetch, IsNotLedToWhatIsRefused) {
  const Web inside(Texts{{"/secret", "[4]"}});
  const Web web(Texts{{"/metadata", "-> http://169.254.169.254/latest"}, {"/inside", "-> " + inside.url("/secret")}});
  const auto metadata = engine::fetch({.uri = web.url("/metadata")});
  ASSERT_FALSE(metadata);
  EXPECT_TRUE(metadata.error().contains("'169.254.169.254' is the address of a cloud's metadata service"))
      << metadata.error();

  const std::string by_name = "http://localhost" + inside.url("/secret").substr(std::string("http://127.0.0.1").size());
  const Web named(Texts{{"/inside", "-> " + by_name}});
  EXPECT_EQ(engine::fetch({.uri = named.url("/inside")}).value(), "[4]");
  const auto refused = engine::fetch({.uri = named.url("/inside")}, {.denied = {"localhost"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(named.requests().size(), 2u) << "nothing was asked of it when it was denied too";
  EXPECT_EQ(inside.requests().size(), 1u);
  EXPECT_TRUE(engine::fetch({.uri = web.url("/inside")}, {.denied = {"no.host:1"}}).error().contains("no.host:1"));
}

std::string checked_by(const std::string& endpoint) {
  return "document: {dsl: '1.0.3', namespace: demo, name: checked, version: '1.0.0'}\n"
         "input: {schema: {resource: {endpoint: '" +
         endpoint + "'}}}\ndo:\n- it: {set: {n: '${ .n }'}}\n";
}

TEST(ResourcesOfAnEngine, AreFetchedWhenADocumentIsDeployedOrRun) {
  const Web web(Texts{{"/s.json", "-> /t/s.json"},
                      {"/t/s.json", R"({"properties": {"n": {"$ref": "number.json#/$defs/number"}}})"},
                      {"/number.json", R"({"$defs": {"number": {"type": "number", "not": {"$ref": "s.json"}}}})"}});
  const std::string document = checked_by(web.url("/s.json"));
  auto engine = Engine::open("memory:", {.resources = {.web = true}}).value();
  ASSERT_TRUE(engine.deploy(document));
  const std::size_t fetched = web.requests().size();
  const auto refused = engine.start({.workflow = {"demo", "checked", ""}, .input = {{"n", "one"}}});
  ASSERT_TRUE(refused);
  EXPECT_EQ(engine.wait(*refused)->summary.status, Status::Faulted);
  EXPECT_EQ(web.requests().size(), fetched) << "what was fetched is stored with the document";
  EXPECT_TRUE(engine.run(document, {.input = {{"n", 1}}}));
  EXPECT_GT(web.requests().size(), fetched);
}

TEST(ResourcesOfAnEngine, AreReadOnlyWhereTheOptionsSay) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "resources_of_an_engine";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "s.json") << R"({"properties": {"n": {"type": "number"}}})";
  const Web web(Texts{{"/s.json", "{}"}});
  auto silent = Engine::open("memory:").value();
  const auto refused = silent.deploy(checked_by(web.url("/s.json")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::InvalidDefinition);
  EXPECT_TRUE(refused.error().details.at(0).contains("EngineOptions::resources")) << refused.error().details.at(0);
  EXPECT_TRUE(web.requests().empty());

  auto engine = Engine::open("memory:", {.resources = {.folder = folder.string()}}).value();
  EXPECT_TRUE(engine.deploy(checked_by("s.json")));
  const auto from_web = engine.deploy(checked_by(web.url("/s.json")));
  ASSERT_FALSE(from_web);
  EXPECT_TRUE(from_web.error().details.at(0).contains("ResourceOptions::web")) << from_web.error().details.at(0);
  EXPECT_TRUE(web.requests().empty());
  EXPECT_FALSE(engine.deploy(checked_by("../s.json")));
  std::filesystem::remove_all(folder);
}

TEST(ResourcesOfAnEngine, AreNotFetchedFromWhereCallsMayNotGo) {
  const Web web(Texts{{"/s.json", "{}"}});
  auto engine = Engine::open("memory:", {.resources = {.web = true}, .outgoing = {.loopback = false}}).value();
  const auto refused = engine.deploy(checked_by(web.url("/s.json")));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().details.at(0).contains("--allow-calls-to 127.0.0.1")) << refused.error().details.at(0);
  EXPECT_TRUE(web.requests().empty());
  auto open =
      Engine::open("memory:", {.resources = {.web = true}, .outgoing = {.allowed = {"127.0.0.1"}, .loopback = false}})
          .value();
  EXPECT_TRUE(open.deploy(checked_by(web.url("/s.json"))));
  EXPECT_EQ(Engine::open("memory:", {.outgoing = {.allowed = {"http://x"}}}).error().kind,
            Error::Kind::InvalidArgument);
}

// No policy has a call made again that is refused, and the instance can be retried once the rules are others.
TEST(CallsOfAnEngine, ThatAreRefusedAreFinal) {
  const Web web(Texts{{"/x", "[5]"}});
  const std::string document =
      "document: {dsl: '1.0.3', namespace: demo, name: calls, version: '1.0.0', metadata: {retry: {delay: "
      "{milliseconds: 1}}}}\n"
      "do:\n- ask: {try: [{get: {call: http, with: {method: get, endpoint: '" +
      web.url("/x") + "'}}}], catch: {retry: {delay: {milliseconds: 1}}}}\n";
  auto engine = Engine::open("memory:", {.outgoing = {.denied = {"127.0.0.0/8"}}}).value();
  const auto id = engine.run(document, {});
  ASSERT_TRUE(id) << id.error().message;
  const auto ended = engine.wait(*id);
  ASSERT_EQ(ended->summary.status, Status::Faulted);
  EXPECT_EQ(ended->error->type, problem_type(ProblemKind::Authorization));
  EXPECT_EQ(ended->error->status, 403);
  EXPECT_TRUE(ended->error->detail.contains("'127.0.0.1' is denied")) << ended->error->detail;
  EXPECT_TRUE(web.requests().empty());
}

}  // namespace
}  // namespace baton
