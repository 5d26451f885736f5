#include "dsl/test_support.hpp"
#include "schema/schema.hpp"

#include <string>

namespace baton::dsl::test {
namespace {

std::string refers_to(std::string_view endpoint) {
  return workflow(
      "use:\n  secrets: [token]\n  authentications: {store: {bearer: {token: '${ $secrets.token }'}}}\n"
      "input:\n  schema:\n    resource:\n      endpoint: " +
      std::string(endpoint) + "\ndo:\n- it: {set: {x: 1}}\n");
}

std::vector<MissingResource> missing_in(std::string_view text, const Resources& resources = {}) {
  auto compiled = compile(text, {}, {.resources = resources, .missing = Sources::Missing::Noted});
  EXPECT_TRUE(compiled) << shown(compiled.error());
  return compiled ? compiled->missing : std::vector<MissingResource>();
}

std::string errors_with(std::string_view text, const Resources& resources) {
  const auto compiled = compile(text, {}, {.resources = resources});
  return compiled ? "" : shown(compiled.error());
}

TEST(Resources, ThatAreMissingAreListed) {
  const auto missing = missing_in(refers_to("{uri: 'https://a.example/s.json', authentication: {use: store}}"));
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri, "https://a.example/s.json");
  EXPECT_EQ(missing[0].addresses, std::vector<std::string>{"https://a.example/s.json"});
  EXPECT_EQ(missing[0].line, 8U);
  ASSERT_TRUE(missing[0].authentication);
  EXPECT_EQ(shown(*missing[0].authentication), "{bearer: {token: jq($secrets.token)}}");
}

TEST(Resources, ThatAreMissingAreAnErrorOrANote) {
  const std::string text = refers_to("schemas/order.json");
  EXPECT_TRUE(
      errors_of(text).starts_with("8:7: /input/schema/resource: the resource 'schemas/order.json' is not there"))
      << errors_of(text);
  const auto compiled = compile(text, {}, {.resources = {}, .missing = Sources::Missing::Noted});
  ASSERT_TRUE(compiled);
  EXPECT_EQ(shown(compiled->notes),
            "8:7: /input/schema/resource: the resource 'schemas/order.json' was not fetched and is not checked\n");
}

TEST(Resources, MayBeYamlOrJson) {
  const std::string text = refers_to("schemas/order.yaml");
  for (const char* schema : {"type: object\nrequired: [id]\n", R"({"type": "object", "required": ["id"]})", "{}"}) {
    const auto compiled = compile(text, {}, {.resources = {{"schemas/order.yaml", schema}}});
    ASSERT_TRUE(compiled) << shown(compiled.error());
    EXPECT_NE(task_at(*compiled->program, "/").input_schema, nullptr);
  }
}

TEST(Resources, ThatAreInvalidSayWhere) {
  const std::string text = refers_to("https://a.example/s.json");
  EXPECT_TRUE(errors_with(text, {{"https://a.example/s.json", "{\n  \"type\": }"}})
                  .starts_with("8:7: /input/schema/resource: the resource https://a.example/s.json:2:11 is invalid: "));
  EXPECT_EQ(errors_with(text, {{"https://a.example/s.json", R"({"properties": {"a": {"type": 5}}})"}}).substr(0, 55),
            "8:7: https://a.example/s.json#/properties/a/type: is no");
}

TEST(Resources, AreAtFixedAddresses) {
  EXPECT_TRUE(errors_of(refers_to("'${ .uri }'")).contains("must be a fixed text"));
  EXPECT_TRUE(errors_of(refers_to("'https://a.example/{id}'")).contains("must be a fixed text"));
  EXPECT_TRUE(errors_of(refers_to("'ftp://a.example/s'")).contains("http, https or file"));
  EXPECT_TRUE(errors_of(refers_to("'a b'")).contains("is not a URI"));
  EXPECT_TRUE(errors_of(refers_to("'s.json#/definitions/x'")).contains("fragment"));
  EXPECT_TRUE(errors_of(refers_to("5")).contains("must be a URI or an object"));
  EXPECT_TRUE(errors_of(refers_to("{authentication: {use: store}}")).contains("'uri' is missing"));
  EXPECT_TRUE(errors_of(refers_to("{uri: s.json, authentication: {use: none}}")).contains("no authentication policy"));
}

TEST(Resources, ArePartOfTheDigest) {
  const std::string text = refers_to("s.json");
  const auto first = compile(text, {}, {.resources = {{"s.json", "type: object"}}});
  const auto second = compile(text, {}, {.resources = {{"s.json", "type: array"}}});
  const auto again = compile(text, {}, {.resources = {{"s.json", "type: object"}, {"unused.json", "{}"}}});
  ASSERT_TRUE(first && second && again);
  EXPECT_NE(first->program->digest, second->program->digest);
  EXPECT_EQ(first->program->digest, again->program->digest);
}

TEST(Resources, AreStoredWithTheDocument) {
  const auto first = compile(refers_to("s.json"), {}, {.resources = {{"s.json", "type: object"}}});
  ASSERT_TRUE(first);
  const Value stored = core::stored_form(*first->program);
  for (const auto& again : {compile(stored), compile(to_json(stored)), compile(to_canonical_json(stored))}) {
    ASSERT_TRUE(again) << shown(again.error());
    EXPECT_EQ(again->program->digest, first->program->digest);
    EXPECT_EQ(again->program->document, first->program->document);
    EXPECT_EQ(again->program->resources, first->program->resources);
    EXPECT_NE(task_at(*again->program, "/").input_schema, nullptr);
  }
}

TEST(Resources, OfAnotherKindMakeNoBundle) {
  EXPECT_FALSE(compile(R"({"definition":{"document":{}},"resources":{"a":5}})"));
  EXPECT_FALSE(compile(R"({"definition":{"document":{}},"resources":[]})"));
  EXPECT_FALSE(compile(R"({"definition":5,"resources":{}})"));
}

TEST(SchemasOfResources, MayReferToOneAnother) {
  const std::string text = refers_to("schemas/order.json");
  Resources given = {{"schemas/order.json", R"({"properties": {"item": {"$ref": "parts/item.json#/$defs/item"}}})"}};
  auto missing = missing_in(text, given);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri, "schemas/parts/item.json");
  EXPECT_EQ(missing[0].line, 8U);
  given["schemas/parts/item.json"] =
      R"({"$defs": {"item": {"properties": {"of": {"$ref": "../order.json"}, "price": {"$ref": "../../price.yaml"}}}}})";
  missing = missing_in(text, given);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri, "price.yaml");
  given["price.yaml"] = "type: number\n";

  const auto compiled = compile(text, {}, {.resources = given});
  ASSERT_TRUE(compiled) << shown(compiled.error());
  EXPECT_TRUE(compiled->missing.empty());
  const auto& schema = task_at(*compiled->program, "/").input_schema;
  const auto check = [&](const char* value) { return schema->validate(parse_json(value).value())->is_valid(); };
  EXPECT_TRUE(check(R"({"item": {"price": 5, "of": {"item": {"price": 6}}}})"));
  EXPECT_FALSE(check(R"({"item": {"price": 5, "of": {"item": {"price": "6"}}}})"));
  const auto again = compile(core::stored_form(*compiled->program));
  ASSERT_TRUE(again) << shown(again.error());
  EXPECT_EQ(again->program->digest, compiled->program->digest);
}

TEST(SchemasOfResources, AreReferredToByTheDocumentsOwn) {
  const std::string text = workflow(
      "input: {schema: {document: {properties: {a: {$ref: 'a.json'}, b: {$ref: 'b.json#/x'}}}}}\n"
      "do:\n- it: {set: {x: 1}}\n");
  EXPECT_EQ(missing_in(text).size(), 2U) << "all of them at once";
  EXPECT_EQ(errors_with(text, {{"a.json", "true"}, {"b.json", R"({"x": {"type": "string"}})"}}), "");
  EXPECT_TRUE(errors_with(text, {{"a.json", "true"}, {"b.json", "{}"}}).contains("b.json#/x, which is not there"));
}

TEST(SchemasOfResources, AreFoundByTheirIds) {
  const std::string text = refers_to("https://a.example/s.json");
  const auto missing =
      missing_in(text, {{"https://a.example/s.json",
                         R"({"$id": "https://b.example/schemas/s", "$defs": {"own": {"$id": "own", "type": "string"}},
                  "properties": {"a": {"$ref": "other"}, "b": {"$ref": "own"}, "c": {"$ref": "#/$defs/own"}}})"}});
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].uri, "https://b.example/schemas/other");
}

TEST(SchemasOfResources, OfTheWebReferToNoFile) {
  const std::string text = refers_to("https://a.example/s.json");
  EXPECT_TRUE(errors_with(text, {{"https://a.example/s.json", R"({"$ref": "file:///etc/passwd"})"}})
                  .contains("a resource of the web must not refer to the file 'file:///etc/passwd'"));
  EXPECT_TRUE(errors_with(text, {{"https://a.example/s.json", R"({"$id": "file:///etc/", "$ref": "passwd"})"}})
                  .contains("a resource of the web must not refer to the file 'file:///etc/passwd'"));
  EXPECT_TRUE(errors_with(text, {{"https://a.example/s.json", R"({"$ref": "urn:example:order"})"}})
                  .contains("'urn:example:order' cannot be fetched"));
}

TEST(SchemasOfResources, AreFetchedFromTheSameServerWithTheSameAuthentication) {
  const std::string text = refers_to("{uri: 'https://a.example/s.json', authentication: {use: store}}");
  const auto missing = missing_in(
      text,
      {{"https://a.example/s.json",
        R"({"allOf": [{"$ref": "t.json"}, {"$ref": "https://b.example/u.json"}, {"$ref": "http://a.example/v"}]})"}});
  ASSERT_EQ(missing.size(), 3U);
  EXPECT_EQ(missing[0].uri, "http://a.example/v");
  EXPECT_FALSE(missing[0].authentication);
  EXPECT_EQ(missing[1].uri, "https://a.example/t.json");
  EXPECT_TRUE(missing[1].authentication);
  EXPECT_FALSE(missing[2].authentication);
  const auto further = missing_in(
      text, {{"https://a.example/s.json", R"({"$ref": "https://b.example/u.json"})"},
             {"https://b.example/u.json", R"({"allOf": [{"$ref": "w.json"}, {"$ref": "https://a.example/x.json"}]})"}});
  ASSERT_EQ(further.size(), 2U);
  EXPECT_TRUE(further[0].authentication) << further[0].uri;
  EXPECT_FALSE(further[1].authentication) << further[1].uri;
}

TEST(SchemasOfResources, AreLimitedInNumberDepthAndSize) {
  Resources chain;
  for (int i = 0; i < 30; ++i) {
    chain[std::to_string(i) + ".json"] = R"({"$ref": ")" + std::to_string(i + 1) + R"(.json"})";
  }
  chain["10.json"] = "true";
  EXPECT_EQ(errors_with(refers_to("0.json"), chain), "");
  chain["10.json"] = R"({"$ref": "11.json"})";
  EXPECT_TRUE(errors_with(refers_to("0.json"), chain).contains("more than 20 times in a row"));

  const std::string many = R"({"allOf": [{"$ref": "a.json"}, {"$ref": "b.json"}]})";
  const auto too_many = compile(refers_to("s.json"), {.max_resources = 2},
                                {.resources = {{"s.json", many}, {"a.json", "true"}, {"b.json", "true"}}});
  ASSERT_FALSE(too_many);
  EXPECT_TRUE(shown(too_many.error()).contains("max_resources"));

  std::string schemas = "do:\n";
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    schemas += "- t" + n + ": {input: {schema: {document: {title: t" + n + ", $ref: large.json}}}, set: {x: 1}}\n";
  }
  const std::string large = R"({"enum": [")" + std::string(60'000, 'x') + R"("]})";
  const auto repeated = compile(workflow(schemas), {.max_bytes = 100'000}, {.resources = {{"large.json", large}}});
  ASSERT_FALSE(repeated) << "the large one is taken for each schema";
  EXPECT_TRUE(shown(repeated.error()).contains("schemas that others refer to, add more than"));
}

TEST(Resources, AreLimited) {
  const auto two = workflow(
      "input: {schema: {resource: {endpoint: a.json}}}\noutput: {schema: {resource: {endpoint: b.json}}}\n"
      "do:\n- it: {set: {x: 1}}\n");
  const Resources both = {{"a.json", "{}"}, {"b.json", "{}"}};
  EXPECT_TRUE(compile(two, {.max_resources = 2}, {.resources = both}));
  const auto many = compile(two, {.max_resources = 1}, {.resources = both});
  ASSERT_FALSE(many);
  EXPECT_TRUE(shown(many.error()).contains("max_resources"));
  const auto large = compile(two, {.max_resource_bytes = 3}, {.resources = both});
  ASSERT_FALSE(large);
  EXPECT_TRUE(shown(large.error()).contains("max_resource_bytes"));
}

}  // namespace
}  // namespace baton::dsl::test
