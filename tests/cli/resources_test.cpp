// What documents refer to: files below their folder, and the web.
#include "cli/home.hpp"

#include "adapters/http/loopback_server.hpp"

#include <filesystem>
#include <mutex>

namespace baton::testing {
namespace {

using http::LoopbackServer;
using http::Reply;
using http::ServedRequest;

std::string checked(const std::string& endpoint) {
  return "document: {dsl: '1.0.3', namespace: demo, name: checked, version: '1.0.0'}\n"
         "use: {secrets: [token]}\n"
         "input:\n"
         "  schema:\n"
         "    resource:\n"
         "      endpoint: " +
         endpoint +
         "\n"
         "do:\n"
         "  - it: {set: {n: '${ .n }'}}\n";
}

constexpr const char* kNumber = "{\"properties\": {\"n\": {\"type\": \"number\"}}}";

// A server whose answer to everything can be changed.
class Schemas {
 public:
  explicit Schemas(std::string text) : text_(std::move(text)) {}
  void change(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
  }
  [[nodiscard]] std::string url() const { return server_.url("/schema.json"); }
  [[nodiscard]] std::vector<ServedRequest> requests() const { return server_.requests(); }

 private:
  Reply answer(const ServedRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.target != "/schema.json") return http::reply("404 Not Found", "", "no");
    return http::reply("200 OK", "Content-Type: application/json\r\n", text_);
  }

  std::mutex mutex_;
  std::string text_;
  LoopbackServer server_{[this](const ServedRequest& request) { return answer(request); }};
};

class ResourcesOfDocuments : public Cli {
 protected:
  [[nodiscard]] std::filesystem::path folder() const { return path(""); }
};

TEST_F(ResourcesOfDocuments, AreFoundBelowTheDocumentsFolder) {
  std::filesystem::create_directories(folder() / "flows" / "schemas");
  write("flows/schemas/a number.json", kNumber);
  write("flows/checked.yaml", checked("schemas/a%20number.json"));
  EXPECT_EQ(baton({"validate", "flows/checked.yaml"}).status, 0);
  EXPECT_EQ(baton({"run", "flows/checked.yaml", "--input", R"({"n": 1})"}).out, "{\"n\":1}\n");
  const auto wrong = baton({"run", "flows/checked.yaml", "--input", R"({"n": "one"})"});
  EXPECT_EQ(wrong.status, 1);
  EXPECT_TRUE(contains(wrong.err, "/n must be number, not string (#/properties/n/type)")) << wrong.err;
}

TEST_F(ResourcesOfDocuments, AreNotFoundElsewhereUnlessTheFolderIsAllowed) {
  std::filesystem::create_directories(folder() / "flows");
  std::filesystem::create_directories(folder() / "shared");
  write("shared/number.json", kNumber);
  write("flows/checked.yaml", checked("../shared/number.json"));
  const auto refused = baton({"validate", "flows/checked.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.out, "flows/checked.yaml:6:")) << refused.out;
  EXPECT_TRUE(contains(refused.out, "'../shared/number.json' cannot be fetched: ")) << refused.out;
  EXPECT_TRUE(contains(refused.out, "--allow")) << refused.out;
  EXPECT_EQ(baton({"validate", "--allow", "shared", "flows/checked.yaml"}).status, 0);

  std::filesystem::create_symlink(folder() / "shared" / "number.json", folder() / "flows" / "link.json");
  write("flows/linked.yaml", checked("link.json"));
  EXPECT_EQ(baton({"validate", "flows/linked.yaml"}).status, 2) << "a link does not lead out of the folder";
  write("flows/absolute.yaml", checked("file://" + (folder() / "shared" / "number.json").string()));
  EXPECT_EQ(baton({"validate", "flows/absolute.yaml"}).status, 2);
  EXPECT_EQ(baton({"validate", "--allow", "shared", "flows/absolute.yaml"}).status, 0);
}

TEST_F(ResourcesOfDocuments, ThatAreNotThereSayWhy) {
  write("checked.yaml", checked("none.json"));
  const auto missing = baton({"validate", "checked.yaml"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(contains(missing.out, "'none.json' cannot be fetched: ")) << missing.out;
  EXPECT_TRUE(contains(missing.out, "No such file")) << missing.out;
  write("folder.yaml", checked("."));
  EXPECT_TRUE(contains(baton({"validate", "folder.yaml"}).out, "no regular file"));

  const http::DeafPort port;
  write("deaf.yaml", checked(port.url("/s.json")));
  const auto deaf = baton({"validate", "deaf.yaml"});
  EXPECT_EQ(deaf.status, 2);
  EXPECT_TRUE(contains(deaf.out, "'" + port.url("/s.json") + "' cannot be fetched: ")) << deaf.out;
}

TEST_F(ResourcesOfDocuments, OfTheWebAreFetched) {
  const Schemas schemas(kNumber);
  write("checked.yaml", checked(schemas.url()));
  EXPECT_EQ(baton({"validate", "checked.yaml"}).status, 0);
  EXPECT_EQ(baton({"run", "checked.yaml", "--input", R"({"n": 1})"}).out, "{\"n\":1}\n");
  EXPECT_EQ(baton({"run", "checked.yaml", "--input", R"({"n": "one"})"}).status, 1);
  EXPECT_EQ(schemas.requests().size(), 3U);
  write("other.yaml", checked(schemas.url() + "x"));
  EXPECT_TRUE(contains(baton({"validate", "other.yaml"}).out, "404")) << baton({"validate", "other.yaml"}).out;
}

TEST_F(ResourcesOfDocuments, AreNotFetchedOffline) {
  const Schemas schemas(kNumber);
  write("checked.yaml", checked(schemas.url()));
  const auto offline = baton({"validate", "--offline", "checked.yaml"});
  EXPECT_EQ(offline.status, 0) << offline.out;
  EXPECT_TRUE(contains(offline.out, ": note: ")) << offline.out;
  EXPECT_TRUE(contains(offline.out, "was not fetched and is not checked")) << offline.out;
  EXPECT_TRUE(schemas.requests().empty());
}

TEST_F(ResourcesOfDocuments, ArePinnedByTheDeployment) {
  Schemas schemas(kNumber);
  write("checked.yaml", checked(schemas.url()));
  const auto deployed = baton({"deploy", "--json", "checked.yaml"});
  ASSERT_EQ(deployed.status, 0) << deployed.err;
  EXPECT_TRUE(contains(baton({"deploy", "checked.yaml"}).out, "unchanged"));

  schemas.change("{\"properties\": {\"n\": {\"type\": \"string\"}}}");
  const std::size_t fetched = schemas.requests().size();
  const auto started = baton({"start", "demo/checked", "--input", R"({"n": 1})"});
  EXPECT_EQ(started.status, 0) << started.err;
  EXPECT_EQ(baton({"start", "demo/checked", "--input", R"({"n": "one"})"}).status, 1);
  EXPECT_EQ(schemas.requests().size(), fetched);
  const auto changed = baton({"deploy", "checked.yaml"});
  EXPECT_EQ(changed.status, 2) << "the version is deployed with other content";
  EXPECT_TRUE(contains(baton({"workflows", "demo/checked", "--json"}).out, "\"resource\"")) << "the document is shown";
  EXPECT_FALSE(contains(baton({"workflows", "demo/checked", "--json"}).out, "\"resources\""));
}

TEST_F(ResourcesOfDocuments, AreTheFunctionsOfCatalogs) {
  std::filesystem::create_directories(folder() / "catalog" / "functions" / "double" / "1.0.0");
  write("catalog/functions/double/1.0.0/function.yaml",
        "input: {schema: {resource: {endpoint: schema.json}}}\nset: {n: '${ .n * 2 }'}\n");
  write("catalog/functions/double/1.0.0/schema.json", kNumber);
  write("twice.yaml", workflow("twice", "  - it: {call: 'double:1.0.0', with: {n: '${ .n }'}}\n"));
  EXPECT_TRUE(contains(baton({"validate", "twice.yaml"}).out, "--catalog"));
  EXPECT_EQ(baton({"run", "twice.yaml", "--catalog", "catalog", "--input", R"({"n": 4})"}).out, "{\"n\":8}\n");
  EXPECT_EQ(baton({"run", "twice.yaml", "--catalog", "catalog", "--input", R"({"n": "x"})"}).status, 1);
  write("away.yaml", workflow("away", "  - it: {call: 'triple:1.0.0'}\n"));
  EXPECT_EQ(baton({"validate", "away.yaml", "--catalog", "catalog"}).status, 2);
  write("named.yaml",
        workflow("named", "  - it: {call: './catalog/functions/double/1.0.0/function.yaml', with: {n: 1}}\n"));
  EXPECT_EQ(baton({"run", "named.yaml"}).out, "{\"n\":2}\n");
}

TEST_F(ResourcesOfDocuments, AreFunctionsOfTheWeb) {
  const LoopbackServer server([](const ServedRequest& request) {
    return request.target == "/functions/triple/1.2.0/function.yaml"
               ? http::reply("200 OK", "Content-Type: text/plain\r\n", "set: {n: '${ .n * 3 }'}\n")
               : http::reply("404 Not Found", "", "");
  });
  write("catalog.yaml", workflow("catalog", "  - it: {call: 'triple:1.2.0@mine', with: {n: 2}}\n",
                                 "use: {catalogs: {mine: {endpoint: '" + server.url("") + "'}}}\n"));
  EXPECT_EQ(baton({"run", "catalog.yaml"}).out, "{\"n\":6}\n");
  write("url.yaml",
        workflow("url", "  - it: {call: '" + server.url("/functions/triple@v1.2.0") + "', with: {n: 2}}\n"));
  EXPECT_EQ(baton({"run", "url.yaml"}).out, "{\"n\":6}\n");
}

TEST_F(ResourcesOfDocuments, AreFetchedWithTheSecretsOfTheCommandLine) {
  const Schemas schemas(kNumber);
  write("checked.yaml",
        checked("{uri: '" + schemas.url() + "', authentication: {bearer: {token: '${ $secrets.token }'}}}"));
  const auto without = baton({"validate", "checked.yaml"});
  EXPECT_EQ(without.status, 2);
  EXPECT_TRUE(contains(without.out, "--secrets")) << without.out;
  const auto with =
      baton({"validate", "checked.yaml", "--secrets", write("secrets.json", R"({"token": "t0ps3cret"})")});
  EXPECT_EQ(with.status, 0) << with.out << with.err;
  ASSERT_EQ(schemas.requests().size(), 1U);
  EXPECT_EQ(schemas.requests()[0].header("authorization"), "Bearer t0ps3cret");
}

}  // namespace
}  // namespace baton::testing
