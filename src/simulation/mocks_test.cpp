#include "simulation/mocks.hpp"

#include "dsl/dsl.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace baton::simulation {
namespace {

struct Called {
  std::shared_ptr<const core::Program> program;
  core::Call call;
};

// The call of http that a document's only task makes; where it mentions no secrets, with these arguments.
Called http_call(const std::string& with, const std::string& arguments) {
  auto compiled = dsl::compile(
      "document: {dsl: '1.0.3', namespace: t, name: n, version: '1.0.0'}\nuse: {secrets: [key]}\n"
      "do:\n- get: {call: http, with: " +
      with + "}\n");
  EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().front().message);
  core::Call call{
      .task = core::TaskId{1}, .kind = core::CallKind::Http, .function = "http", .arguments = Value(), .deadline = {}};
  call.deferred = std::get<core::CallTask>(compiled->program->task(call.task).kind).secret;
  if (!call.deferred) call.arguments = parse_json(arguments).value();
  return {.program = compiled->program, .call = std::move(call)};
}

CallPattern http(std::optional<std::string> method, std::optional<std::string> endpoint) {
  return {.function = "http", .method = std::move(method), .endpoint = std::move(endpoint)};
}

TEST(Mocks, AStarStandsForAnyText) {
  EXPECT_TRUE(matches_glob("https://x.example/*", "https://x.example/stock/7"));
  EXPECT_TRUE(matches_glob("*/stock/*/left", "https://x.example/stock/7/left"));
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_FALSE(matches_glob("https://x.example/*", "https://y.example/stock/7"));
  EXPECT_FALSE(matches_glob("a*b", "a.bc"));
  EXPECT_FALSE(matches_glob("", "a"));
}

TEST(Mocks, CallsOfHttpAreKnownByMethodAndEndpoint) {
  const Called got = http_call("{method: get, endpoint: 'https://x.example/stock/7'}",
                               R"({"method":"GET","uri":"https://x.example/stock/7"})");
  EXPECT_TRUE(matches(http({}, {}), *got.program, got.call));
  EXPECT_TRUE(matches(http("GET", "https://x.example/stock/*"), *got.program, got.call));
  EXPECT_FALSE(matches(http("PUT", {}), *got.program, got.call));
  EXPECT_FALSE(matches(http({}, "https://x.example/orders/*"), *got.program, got.call));
}

TEST(Mocks, WhereSecretsKeepTheEndpointFromBeingEvaluatedTheDocumentsTextCounts) {
  const Called got = http_call(
      "{method: post, endpoint: 'https://x.example/stock/{id}/take', headers: {key: '${ $secrets.key }'}}", "{}");
  ASSERT_TRUE(got.call.deferred);
  EXPECT_TRUE(matches(http("POST", "https://x.example/stock/*/take"), *got.program, got.call));
  EXPECT_FALSE(matches(http("POST", "https://y.example/*"), *got.program, got.call));
  EXPECT_TRUE(Mocks({}).has_effect(*got.program, got.call));
}

TEST(Mocks, OnlyWhatReadsHasNoEffectByItself) {
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    const Called got = http_call("{method: " + std::string(method) + ", endpoint: 'https://x.example'}",
                                 R"({"method":")" + std::string(method) + R"(","uri":"https://x.example"})");
    EXPECT_FALSE(Mocks({}).has_effect(*got.program, got.call)) << method;
    EXPECT_TRUE(Mocks({{.calls = http({}, {}), .effect = true}}).has_effect(*got.program, got.call)) << method;
  }
}

TEST(Mocks, WhoAsksForMoreComesFirst) {
  const Called got =
      http_call("{method: get, endpoint: 'https://x.example/a'}", R"({"method":"GET","uri":"https://x.example/a"})");
  const auto result = [](std::int64_t number) { return std::vector{Value::number(number)}; };
  const Mocks mocks({{.calls = http({}, {}), .results = result(1)},
                     {.calls = http("GET", {}), .results = result(2)},
                     {.calls = http("GET", "https://x.example/*"), .results = result(3)}});
  Choices choices(1);
  EXPECT_EQ(mocks.result_of(*got.program, got.call, choices), Value::number(std::int64_t{3}));
}

}  // namespace
}  // namespace baton::simulation
