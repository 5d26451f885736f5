#include "schema/test_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace baton::schema {
namespace {

TEST(Schema, NamesThePathInTheValueAndTheRule) {
  EXPECT_EQ(verdict(R"({"properties": {"items": {"items": {"$ref": "#/$defs/item"}}},
                        "$defs": {"item": {"properties": {"a/b~": {"minimum": 0}}}}})",
                    R"({"items": [{"a/b~": 1}, {"a/b~": -1}]})"),
            "/items/1/a~1b~0 must be at least 0 (#/$defs/item/properties/a~1b~0/minimum)\n");
}

struct VerdictCase {
  std::string_view schema;
  std::string_view value;
  std::string_view verdict;
};

TEST(Schema, SaysInPlainEnglishWhatIsWrong) {
  constexpr std::array<VerdictCase, 32> kCases = {{
      {R"({"type": "string"})", "1", "the value must be string, not number (#/type)\n"},
      {R"({"type": ["integer", "null"]})", "1.5", "the value must be integer or null, not number (#/type)\n"},
      {R"({"const": {"a": 1}})", "1", "the value must be {\"a\":1} (#/const)\n"},
      {R"({"enum": [1, "a", null]})", "2", "the value must be 1, \"a\" or null (#/enum)\n"},
      {R"({"multipleOf": 0.01})", "1.005", "the value must be a multiple of 0.01 (#/multipleOf)\n"},
      {R"({"maximum": 5})", "6", "the value must be at most 5 (#/maximum)\n"},
      {R"({"exclusiveMaximum": 5})", "5", "the value must be below 5 (#/exclusiveMaximum)\n"},
      {R"({"minimum": 5})", "4", "the value must be at least 5 (#/minimum)\n"},
      {R"({"exclusiveMinimum": 5})", "5", "the value must be above 5 (#/exclusiveMinimum)\n"},
      {R"({"minLength": 1})", R"("")", "the value must have at least 1 character, but has 0 (#/minLength)\n"},
      {R"({"maxLength": 2})", R"("aäß")", "the value must have at most 2 characters, but has 3 (#/maxLength)\n"},
      {R"({"pattern": "^a+$"})", R"("b")", "the value must match the pattern \"^a+$\" (#/pattern)\n"},
      {R"({"format": "date"})", R"("2023-02-29")", "the value must have the format date (#/format)\n"},
      {R"({"minItems": 2})", "[1]", "the value must have at least 2 items, but has 1 (#/minItems)\n"},
      {R"({"maxItems": 0})", "[1]", "the value must have at most 0 items, but has 1 (#/maxItems)\n"},
      {R"({"uniqueItems": true})", "[1, 2, 1.0]",
       "the value must have items that all differ, but items 0 and 2 are equal (#/uniqueItems)\n"},
      {R"({"minProperties": 1})", "{}", "the value must have at least 1 member, but has 0 (#/minProperties)\n"},
      {R"({"required": ["a"]})", "{}", "the value must have a member \"a\" (#/required)\n"},
      {R"({"dependentRequired": {"a": ["b"]}})", R"({"a": 1})",
       "the value must have a member \"b\" (#/dependentRequired)\n"},
      {R"({"properties": {"a": true}, "additionalProperties": false})", R"({"a": 1, "b": 2})",
       "/b is not allowed (#/additionalProperties)\n"},
      {R"({"patternProperties": {"^x": {"type": "null"}}})", R"({"x1": 1})",
       "/x1 must be null, not number (#/patternProperties/^x/type)\n"},
      {R"({"propertyNames": {"maxLength": 1}})", R"({"ab": 1})",
       "/ab has a name that does not match the schema of propertyNames (#/propertyNames)\n"},
      {R"({"items": false})", "[1]", "/0 is not allowed (#/items)\n"},
      {R"({"prefixItems": [{"type": "null"}], "items": {"type": "number"}})", R"([1, "a"])",
       "/0 must be null, not number (#/prefixItems/0/type)\n/1 must be number, not string (#/items/type)\n"},
      {R"({"contains": {"const": 1}})", "[2]",
       "the value must contain at least 1 item that matches the schema of contains, but has 0 (#/contains)\n"},
      {R"({"contains": {"const": 1}, "maxContains": 2})", "[1, 1, 1]",
       "the value must contain at most 2 items that match the schema of contains, but has 3 (#/contains)\n"},
      {R"({"anyOf": [{"type": "null"}, {"type": "string"}]})", "1",
       "the value must match at least one of the 2 schemas of anyOf, but matches none (#/anyOf)\n"},
      {R"({"oneOf": [true, {"type": "number"}]})", "1",
       "the value must match exactly one of the 2 schemas of oneOf, but matches more than one (#/oneOf)\n"},
      {R"({"not": {"type": "number"}})", "1", "the value must not match the schema of not (#/not)\n"},
      {R"({"if": {"type": "number"}, "then": {"minimum": 2}})", "1", "the value must be at least 2 (#/then/minimum)\n"},
      {R"({"properties": {"a": true}, "unevaluatedProperties": false})", R"({"a": 1, "b": 2})",
       "/b is not allowed (#/unevaluatedProperties)\n"},
      {"false", "1", "the value is not allowed (#)\n"},
  }};
  for (const VerdictCase& one : kCases) EXPECT_EQ(verdict(one.schema, one.value), one.verdict) << one.schema;
}

TEST(Schema, ReportsAllThatIsWrongUpToALimit) {
  const std::string_view schema = R"({"items": {"type": "null"}, "maxItems": 2})";
  EXPECT_EQ(verdict(schema, "[1, null, 3]"),
            "the value must have at most 2 items, but has 3 (#/maxItems)\n"
            "/0 must be null, not number (#/items/type)\n/2 must be null, not number (#/items/type)\n");
  EXPECT_EQ(verdict(schema, "[1, 2, 3]", {.violations = 1}),
            "the value must have at most 2 items, but has 3 (#/maxItems)\n…\n");
  EXPECT_EQ(verdict(schema, "[1, 2, 3]", {.violations = 0}), "…\n");
}

TEST(Schema, SaysHowManyStepsItTook) {
  const Schema schema = compiled(json(R"({"items": {"type": "number"}})"));
  const std::uint64_t steps = schema.validate(json("[1, 2, 3]")).value().steps;
  EXPECT_GT(steps, 3U);
  EXPECT_TRUE(schema.validate(json("[1, 2, 3]"), {.steps = steps}).has_value());
  EXPECT_FALSE(schema.validate(json("[1, 2, 3]"), {.steps = steps - 1}).has_value());
}

TEST(Schema, ComparesNumbersAsTheDecimalsThatTheyDenote) {
  EXPECT_EQ(verdict(R"({"const": 1})", "1.0"), "");
  EXPECT_EQ(verdict(R"({"enum": [100]})", "1e2"), "");
  EXPECT_EQ(verdict(R"({"type": "integer"})", "1e300"), "");
  EXPECT_EQ(verdict(R"({"type": "integer"})", "12.50e1"), "");
  EXPECT_NE(verdict(R"({"type": "integer"})", "1e-300"), "");
  EXPECT_NE(verdict(R"({"maximum": 9007199254740992})", "9007199254740993"), "");
  EXPECT_NE(verdict(R"({"const": 0.1})", "0.1000000000000000000000000001"), "");
  EXPECT_NE(verdict(R"({"const": 0})", "false"), "");
}

TEST(Schema, AsksADraftOnlyForItsOwnKeywords) {
  const std::string seven = R"("$schema": "http://json-schema.org/draft-07/schema#")";
  EXPECT_EQ(verdict("{" + seven + R"(, "prefixItems": [false], "unevaluatedItems": false})", "[1]"), "");
  EXPECT_NE(verdict(R"({"prefixItems": [false]})", "[1]"), "");
  EXPECT_NE(verdict("{" + seven + R"(, "items": [false]})", "[1]"), "");
  EXPECT_EQ(verdict(R"({"$schema": "https://json-schema.org/draft-07/schema", "items": [true]})", "[1]"), "");
}

TEST(Schema, TakesFormatsAsAnnotationsOnlyOnRequest) {
  const Value document = json(R"({"format": "ipv4"})");
  EXPECT_FALSE(compiled(document).validate(Value("a")).value().is_valid());
  EXPECT_TRUE(compiled(document, {.formats = Formats::Ignored}).validate(Value("a")).value().is_valid());
}

TEST(Schema, FindsOtherDocumentsByTheirUrl) {
  const Options options{.url = "https://example.org/schemas/order.json",
                        .documents = {{"https://example.org/schemas/item.json", json(R"({"type": "null"})")}}};
  const auto report = compiled(json(R"({"items": {"$ref": "item.json"}})"), options).validate(json("[1]")).value();
  ASSERT_EQ(report.violations.size(), 1U);
  EXPECT_EQ(report.violations[0].place, "https://example.org/schemas/item.json#/type");
}

TEST(Schema, RefusesWhatItsMetaSchemaForbids) {
  constexpr std::array<std::array<std::string_view, 2>, 16> kCases = {{
      {R"({"type": "strng"})", "#/type: \"strng\" is not a type"},
      {R"({"properties": {"a": {"minimum": "1"}}})", "#/properties/a/minimum: must be a number"},
      {R"({"properties": {"a": 1}})", "#/properties/a: must be a schema: an object or a boolean"},
      {R"({"properties": []})", "#/properties: must be an object"},
      {R"({"allOf": {}})", "#/allOf: must be an array of schemas"},
      {R"({"allOf": []})", "#/allOf: must have at least 1 item, but has 0"},
      {R"({"required": ["a", 1]})", "#/required: must be an array of names"},
      {R"({"required": ["a", "a"]})", "#/required: must have items that all differ, but items 0 and 1 are equal"},
      {R"({"minLength": -1})", "#/minLength: must be an integer from 0 on"},
      {R"({"multipleOf": 0})", "#/multipleOf: must be a number above 0"},
      {R"({"uniqueItems": 1})", "#/uniqueItems: must be a boolean"},
      {R"({"items": [true]})", "#/items: must be a schema: an object or a boolean"},
      {R"({"$defs": {"a": {"enum": 1}}})", "#/$defs/a/enum: must be an array"},
      {R"({"$anchor": "1a"})", "#/$anchor: must match the pattern \"^[A-Za-z_][-A-Za-z0-9._]*$\""},
      {R"({"title": 1})", "#/title: must be string, not number"},
      {"1", "#: a schema must be an object or a boolean"},
  }};
  for (const auto& [document, message] : kCases) EXPECT_EQ(refusal(document), message) << document;
}

TEST(Schema, RefusesWhatItCannotKnow) {
  EXPECT_EQ(refusal(R"({"$schema": "http://json-schema.org/draft-04/schema#"})"),
            "#: it is written for http://json-schema.org/draft-04/schema, which is unknown here; Baton knows draft-07, "
            "2019-09 and 2020-12");
  EXPECT_EQ(refusal(R"({"items": {"$ref": "#/$defs/a"}})"), "#/items/$ref: it refers to #/$defs/a, which is not there");
  EXPECT_EQ(refusal(R"({"$ref": "#nowhere"})"), "#/$ref: it refers to #nowhere, which is not there");
  EXPECT_EQ(refusal(R"({"$ref": "https://example.org/a#b"})"),
            "#/$ref: it refers to https://example.org/a, which is not there");
  EXPECT_EQ(refusal(R"({"$ref": "#/title", "title": "a"})"), "#/$ref: it refers to #/title, which is not a schema");
  EXPECT_EQ(refusal(R"({"pattern": "(a"})"),
            "#/pattern: is not a regular expression that can be used: a ( is not closed");
}

TEST(Schema, ChecksTheDocumentsThatItRefersTo) {
  const Options options{.documents = {{"https://example.org/a", json(R"({"title": 1})")}}};
  EXPECT_EQ(refusal_of(json(R"({"$ref": "https://example.org/a"})"), options),
            "https://example.org/a#/title: must be string, not number");
}

TEST(Schema, RefusesAMetaSchemaWithAVocabularyThatItMustKnow) {
  const Options options{.documents = {{"https://example.org/meta", json(R"({
      "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.org/meta",
      "$vocabulary": {"https://example.org/vocabulary": true}})")}}};
  EXPECT_EQ(refusal_of(json(R"({"$schema": "https://example.org/meta"})"), options),
            "#: its meta-schema requires the vocabulary https://example.org/vocabulary, which Baton does not know");
}

}  // namespace
}  // namespace baton::schema
