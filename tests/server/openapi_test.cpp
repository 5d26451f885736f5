// openapi.json describes what the running server does.
#include "server/openapi.hpp"
#include "schema/schema.hpp"
#include "server/problem.hpp"
#include "server/route.hpp"
#include "server/served.hpp"

#include <fstream>
#include <iterator>
#include <set>

namespace baton::testing {
namespace {

class OpenApi : public Served {
 protected:
  // What the description says of the answer with this status.
  const Value* answer_schema(const std::string& path, const std::string& method, int status) {
    const Value* found = &description_;
    for (const std::string& key :
         {std::string("paths"), path, method, std::string("responses"), std::to_string(status)}) {
      found = found->find(key);
      if (found == nullptr) return nullptr;
    }
    const Value* const content = found->find("content");
    return content == nullptr || content->size() == 0 ? nullptr : content->members()[0].value.find("schema");
  }
  void expect_described(const std::string& path, const std::string& method, const Answer& answer) {
    const Value* const schema = answer_schema(path, method, answer.status);
    ASSERT_NE(schema, nullptr) << method << " " << path << " answers " << answer.status;
    const auto compiled = schema::compile(schema->with("components", *description_.find("components")));
    ASSERT_TRUE(compiled) << compiled.error().message << " " << compiled.error().place;
    const auto report = compiled->validate(answer.json());
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->is_valid()) << path << ": "
                                    << (report->violations.empty() ? "" : describe(report->violations[0])) << "\n"
                                    << answer.body;
  }

  Value description_ = server::openapi();
};

TEST_F(OpenApi, IsWhatTheServerAnswers) {
  const Answer answer = ask("GET", "/openapi.json");
  EXPECT_EQ(answer.json(), server::openapi());
  EXPECT_EQ(member(answer, "openapi"), "3.1.0");
}

TEST_F(OpenApi, HasEveryRouteUnderANameOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::pair<std::string_view, server::Method>> places;
  for (const server::Route& route : server::routes()) {
    EXPECT_TRUE(names.insert(route.name).second) << route.name;
    EXPECT_TRUE(places.insert({route.path, route.method}).second) << route.path;
    EXPECT_NE(description_.find("paths")->find(route.path), nullptr);
    for (const server::AnswerText& each : route.answers) {
      EXPECT_TRUE(each.schema.empty() || server::schemas().find(each.schema) != nullptr) << each.schema;
    }
    EXPECT_TRUE(route.body_schema.empty() || server::schemas().find(route.body_schema) != nullptr) << route.body_schema;
  }
}

TEST_F(OpenApi, DescribesTheAnswers) {
  expect_described("/v1/workflows", "post", ask("POST", "/v1/workflows", kQuick, kYaml));
  expect_described("/v1/workflows", "post", ask("POST", "/v1/workflows", "document: {}", kYaml));
  expect_described("/v1/workflows", "get", ask("GET", "/v1/workflows"));
  expect_described("/v1/workflows/{namespace}", "get", ask("GET", "/v1/workflows/shop"));
  expect_described("/v1/workflows/{namespace}/{name}", "get", ask("GET", "/v1/workflows/shop/quick"));
  expect_described("/v1/workflows/{namespace}/{name}/{version}", "get", ask("GET", "/v1/workflows/shop/quick/latest"));
  expect_described("/v1/instances", "post", start("quick", "a", "?wait=30"));
  expect_described("/v1/instances", "post", start("long", "b"));
  expect_described("/v1/instances", "post", start("failing", "c", "?wait=30"));
  expect_described("/v1/instances", "post", start("nothing", "d"));
  expect_described("/v1/instances", "get", ask("GET", "/v1/instances"));
  expect_described("/v1/instances/{id}", "get", ask("GET", "/v1/instances/c"));
  expect_described("/v1/instances/{id}", "get", ask("GET", "/v1/instances/d"));
  expect_described("/v1/instances/{id}/history", "get", ask("GET", "/v1/instances/c/history"));
  expect_described("/v1/instances/{id}/suspend", "post", ask("POST", "/v1/instances/b/suspend"));
  expect_described("/v1/instances/{id}/retry", "post", ask("POST", "/v1/instances/b/retry"));
  expect_described("/v1/instances/{id}/resume", "post",
                   ask("POST", "/v1/instances/b/resume", "", {{"If-Match", "\"99\""}}));
  expect_described("/v1/instances:cancel", "post", ask("POST", "/v1/instances:cancel", "{}"));
  expect_described("/v1/audit", "get", ask("GET", "/v1/audit"));
  const std::string event = R"({"specversion":"1.0","id":"1","source":"/shop","type":"t"})";
  expect_described("/v1/events", "post",
                   ask("POST", "/v1/events", event, {{"Content-Type", "application/cloudevents+json"}}));
  expect_described("/v1/events", "get", ask("GET", "/v1/events"));
  expect_described("/v1/instances/{id}/output", "get", ask("GET", "/v1/instances/a/output"));
  expect_described("/v1/instances/{id}/output", "get", ask("GET", "/v1/instances/c/output"));
  expect_described("/v1/instances/{id}/tasks/output", "get",
                   ask("GET", "/v1/instances/a/tasks/output?task=/do/0/greet"));
  expect_described("/healthz", "get", ask("GET", "/healthz"));
  expect_described("/readyz", "get", ask("GET", "/readyz"));
  expect_described("/v1/nodes", "get", ask("GET", "/v1/nodes"));
}

// The routes are there: none is answered as a path that is not.
TEST_F(OpenApi, ListsWhatTheServerHas) {
  for (const Member& path : description_.find("paths")->members()) {
    std::string target(path.name());
    for (std::size_t at = 0; (at = target.find('{')) != std::string::npos;)
      target.replace(at, target.find('}') - at + 1, "x");
    for (const Member& operation : path.value.members()) {
      std::string method(operation.name());
      for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
      const Answer answer = ask(method, target);
      EXPECT_NE(answer.status, 405) << method << " " << target;
      EXPECT_NE(answer.status, 0) << method << " " << target;
      EXPECT_NE(member(answer, "detail"), "there is nothing here; GET /openapi.json lists what there is") << target;
    }
  }
}

// What the reference says and what the tables have are the same.
TEST(HttpReference, NamesEveryRouteAndEveryProblem) {
  std::ifstream file(BATON_HTTP_REFERENCE);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(text.empty());
  for (const server::Route& route : server::routes()) {
    const std::string line = "`" + std::string(server::name_of(route.method)) + " " + std::string(route.path) + "`";
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  for (const server::ProblemKind& kind : server::all_problem_kinds()) {
    const std::string line = "| `" + std::string(kind.slug) + "` | " + std::to_string(kind.status) + " |";
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace baton::testing
