#include "dsl/test_support.hpp"

#include <string>

namespace baton::dsl::test {
namespace {

using Addresses = std::vector<std::string>;

constexpr std::string_view kDouble = "input: {schema: {document: {required: [n]}}}\nset: {n: '${ .n * 2 }'}\n";

std::string calls(std::string_view function, std::string_view use = "{}") {
  return workflow("use: " + std::string(use) + "\ndo:\n- it: {call: '" + std::string(function) + "', with: {n: 4}}\n");
}

std::vector<MissingResource> missing_functions(std::string_view text, const Resources& resources = {}) {
  auto compiled = compile(text, {}, {.resources = resources, .missing = Sources::Missing::Noted});
  EXPECT_TRUE(compiled) << shown(compiled.error());
  return compiled ? compiled->missing : std::vector<MissingResource>();
}

constexpr std::string_view kGlobal = "{catalogs: {global: {endpoint: {uri: 'https://c.example/cat/'}}}}";

TEST(Catalogs, HaveTheirFunctionsInFoldersByNameAndVersion) {
  const auto missing = missing_functions(calls("log:0.5.2@global", kGlobal));
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri, "https://c.example/cat/functions/log/0.5.2/function.yaml");
  EXPECT_EQ(missing[0].addresses, Addresses{missing[0].uri});
}

TEST(Catalogs, OnGitHubAreReadAtTheirRawAddresses) {
  const auto missing = missing_functions(
      calls("log:1.0.0@global",
            "{catalogs: {global: {endpoint: 'https://github.com/serverlessworkflow/catalog/tree/main'}}}"));
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri,
            "https://github.com/serverlessworkflow/catalog/tree/main/functions/log/1.0.0/function.yaml");
  EXPECT_EQ(missing[0].addresses.front(),
            "https://raw.githubusercontent.com/serverlessworkflow/catalog/refs/heads/main/functions/log/1.0.0/"
            "function.yaml");
}

TEST(Catalogs, TheDefaultOneNeedsNoName) {
  for (const char* function : {"double:1.0.0", "double:1.0.0@default"}) {
    const auto missing = missing_functions(calls(function));
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing[0].uri, "catalog:/functions/double/1.0.0/function.yaml");
  }
  const auto own = missing_functions(calls("double:1.0.0", "{catalogs: {default: {endpoint: 'https://c.example'}}}"));
  EXPECT_EQ(own.at(0).uri, "https://c.example/functions/double/1.0.0/function.yaml");
}

TEST(Catalogs, TheirFunctionsAreCompiledInThePlaceOfTheCall) {
  const auto compiled =
      compile(calls("double:1.0.0@global", kGlobal), {},
              {.resources = {{"https://c.example/cat/functions/double/1.0.0/function.yaml", std::string(kDouble)}}});
  ASSERT_TRUE(compiled) << shown(compiled.error());
  const auto& tasks = compiled->program->tasks;
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<core::FunctionTask>(tasks[1].kind));
  EXPECT_TRUE(std::holds_alternative<core::SetTask>(tasks[2].kind));
  EXPECT_TRUE(tasks[2].implicit);
  EXPECT_NE(tasks[2].input_schema, nullptr);
  EXPECT_EQ(tasks[2].reference, "/do/0/it");
}

TEST(Catalogs, AFunctionRefersToWhatIsBesideIt) {
  const Resources function = {{"https://c.example/cat/functions/f/1.0.0/function.yaml",
                               "input: {schema: {resource: {endpoint: ../schema.json}}}\nset: {x: 1}\n"}};
  EXPECT_EQ(missing_functions(calls("f:1.0.0@global", kGlobal), function).at(0).uri,
            "https://c.example/cat/functions/f/schema.json");
  const Resources local = {{"catalog:/functions/f/1.0.0/function.yaml",
                            "input: {schema: {resource: {endpoint: schema.json}}}\nset: {x: 1}\n"}};
  EXPECT_EQ(missing_functions(calls("f:1.0.0"), local).at(0).uri, "catalog:/functions/f/1.0.0/schema.json");
}

TEST(Catalogs, AFunctionOfTheWebReadsNoFiles) {
  for (const char* endpoint : {"'file:///etc/hostname'", "'catalog:/functions/x'"}) {
    const auto compiled = compile(
        calls("https://e.example/f.yaml"), {},
        {.resources = {{"https://e.example/f.yaml",
                        "input: {schema: {resource: {endpoint: " + std::string(endpoint) + "}}}\nset: {x: 1}\n"}}});
    ASSERT_FALSE(compiled) << endpoint;
  }
}

TEST(Catalogs, AFunctionMayBeNamedByItsUrl) {
  EXPECT_EQ(missing_functions(calls("https://e.example/f.yaml")).at(0).addresses,
            Addresses{"https://e.example/f.yaml"});
  EXPECT_EQ(missing_functions(calls("https://e.example/functions/f@v1.0.0")).at(0).addresses,
            (Addresses{"https://e.example/functions/f@v1.0.0", "https://e.example/functions/f/1.0.0/function.yaml"}));
  EXPECT_EQ(missing_functions(calls("https://github.com/myorg/functions/validateEmailAddress@v1.0.0")).at(0).addresses,
            (Addresses{"https://raw.githubusercontent.com/myorg/functions/refs/tags/v1.0.0/validateEmailAddress/"
                       "function.yaml",
                       "https://raw.githubusercontent.com/myorg/functions/HEAD/validateEmailAddress/1.0.0/"
                       "function.yaml"}));
  EXPECT_EQ(missing_functions(calls("./functions/f.yaml")).at(0).addresses, Addresses{"./functions/f.yaml"});
  EXPECT_EQ(missing_functions(calls("file:///srv/f.yaml")).at(0).addresses, Addresses{"file:///srv/f.yaml"});
}

TEST(Catalogs, FunctionsCannotCallThemselvesThroughThem) {
  const auto compiled =
      compile(calls("f:1.0.0"), {}, {.resources = {{"catalog:/functions/f/1.0.0/function.yaml", "call: 'f:1.0.0'\n"}}});
  ASSERT_FALSE(compiled);
  EXPECT_TRUE(shown(compiled.error()).contains("would call itself")) << shown(compiled.error());
}

TEST(Catalogs, ErrorsInAFunctionNameItsPlaceThere) {
  const auto compiled =
      compile(calls("f:1.0.0"), {},
              {.resources = {{"catalog:/functions/f/1.0.0/function.yaml", "set: {x: 1}\ninput: {form: .x}\n"}}});
  ASSERT_FALSE(compiled);
  EXPECT_EQ(shown(compiled.error()),
            "4:14: catalog:/functions/f/1.0.0/function.yaml#/input/form: unknown property; did you mean 'from'?\n");
}

TEST(Catalogs, WhatIsWrongWithANameIsSaid) {
  EXPECT_TRUE(errors_of(calls("log:1.0.0@globl", kGlobal)).contains("there is no catalog 'globl' in use.catalogs"));
  EXPECT_TRUE(errors_of(calls("log:latest@global", kGlobal)).contains("not a semantic version"));
  EXPECT_TRUE(errors_of(calls("../log:1.0.0")).contains("not the name") ||
              errors_of(calls("../log:1.0.0")).contains("is not there"));
  EXPECT_TRUE(errors_of(calls("a/b:1.0.0@global", kGlobal)).contains("is not the name of a function"));
  EXPECT_TRUE(errors_of(calls("f:1.0.0")).contains("catalog:/functions/f/1.0.0/function.yaml"));
}

TEST(Catalogs, ThatAreNotUsedAreCheckedToo) {
  EXPECT_TRUE(errors_of(workflow("use: {catalogs: {c: {endpont: 'https://x'}}}\ndo:\n- it: {set: {x: 1}}\n"))
                  .contains("unknown property"));
  EXPECT_EQ(errors_of(workflow("use: {catalogs: {c: {endpoint: 'https://x.example'}}}\ndo:\n- it: {set: {x: 1}}\n")),
            "");
}

}  // namespace
}  // namespace baton::dsl::test
