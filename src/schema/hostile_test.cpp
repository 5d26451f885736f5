// Schemas and values that would take for ever, or all of the stack or memory, end in an error within the budget.
#include "schema/test_support.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace baton::schema {
namespace {

constexpr std::string_view kTooManySteps = "it takes more steps than its budget allows";
constexpr std::string_view kTooDeep =
    "it needs more schemas within one another than its budget allows; a reference may lead back to itself";

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (; count > 0; --count) all += text;
  return all;
}

TEST(HostileSchema, MayReferToItself) {
  EXPECT_EQ(verdict(R"({"$ref": "#"})", "1"), kTooDeep);
  EXPECT_EQ(verdict(R"({"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]},
                        "b": {"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/a"}]}}})",
                    "1"),
            kTooDeep);
  EXPECT_EQ(verdict(R"({"$dynamicRef": "#a", "$dynamicAnchor": "a"})", "1"), kTooDeep);
  EXPECT_EQ(verdict(R"({"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveRef": "#",
                        "$recursiveAnchor": true})",
                    "1"),
            kTooDeep);
  EXPECT_EQ(verdict(R"({"not": {"$ref": "#"}})", "1"), kTooDeep);
}

TEST(HostileSchema, MayDoubleItsWorkAtEachLevel) {
  std::string levels = R"("a0": {"type": "number"})";
  for (int level = 1; level <= 60; ++level) {
    const std::string reference = R"({"$ref": "#/$defs/a)" + std::to_string(level - 1) + R"("})";
    levels += ", \"a" + std::to_string(level) + R"(": {"allOf": [)" + reference + ", " + reference + "]}";
  }
  EXPECT_EQ(verdict(R"({"$ref": "#/$defs/a60", "$defs": {)" + levels + "}}", "1"), kTooManySteps);
}

TEST(HostileSchema, MayHaveACatastrophicPattern) {
  const std::string text = "\"" + std::string(5'000, 'a') + "!\"";
  for (const std::string_view pattern :
       {"^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(a*)*b", "^(a?){50}a{50}$", "(.*b){20}"}) {
    const Value schema{{"pattern", pattern}};
    EXPECT_NE(verdict_of(schema, json(text)), "") << pattern;
  }
  // It would look ahead to the end from each place.
  EXPECT_EQ(verdict_of(Value{{"pattern", "((?=.*b)a)*c"}}, json(text)), kTooManySteps);
  EXPECT_EQ(verdict_of(Value{{"pattern", "(?<=(a|b)*c)d"}}, json(text)), kTooManySteps);
  EXPECT_EQ(verdict_of(Value{{"pattern", "[ab]{1,50000}c"}}, json(text)), kTooManySteps);
  EXPECT_EQ(verdict_of(Value{{"pattern", "((?=a)|){20000}b"}}, json(text)), kTooManySteps);
}

TEST(HostileSchema, IsRefusedIfAPatternIsTooBig) {
  for (const std::string& pattern :
       {std::string("a{1000000000}"), std::string("(((a{99}){99}){99}){99}"), std::string("((){99999}){99999}"),
        repeated("(", 101) + repeated(")", 101), std::string(70'000, 'a'), std::string("a{4294967296,4294967297}"),
        "[" + repeated("\\p{L}", 17) + "]"}) {
    EXPECT_NE(refusal_of(Value{{"pattern", pattern}}), "") << pattern.substr(0, 50);
  }
  // All of its patterns together, too.
  std::vector<Value> patterns(100, Value{{"pattern", "a{9999}"}});
  EXPECT_NE(refusal_of(Value{{"allOf", Value::array(patterns)}}), "");
}

TEST(HostileSchema, IsRefusedIfItIsTooDeepOrTooLarge) {
  Value deep = Value::boolean(true);
  for (int level = 0; level < 10'000; ++level) deep = Value{{"not", deep}};
  EXPECT_EQ(refusal_of(deep), "#: the schema is nested deeper than 256 levels");
  Value wide = Value{{"type", "null"}};
  for (int level = 0; level < 60; ++level) wide = Value{{"allOf", Value::array({wide, wide})}};
  EXPECT_EQ(refusal_of(wide), "#: the schema is larger than 4 MiB");
  EXPECT_EQ(refusal_of(Value{{"allOf", Value::array(std::vector<Value>(20'001, Value::boolean(true)))}}),
            "#: the schema has more than 20000 schemas in it");
}

TEST(HostileSchema, MayHaveHugeNumbers) {
  EXPECT_EQ(verdict(R"({"maxLength": 1e1000, "minLength": 0.0, "maxItems": 99999999999999999999999})", R"("a")"), "");
  EXPECT_NE(verdict(R"({"minLength": 1e999999999999999999999})", R"("a")"), "");
  EXPECT_EQ(verdict(R"({"multipleOf": 1e-999999999999})", "1e999999999999"), "");
  EXPECT_NE(verdict(R"({"multipleOf": 1e999999999999})", "1e-999999999999"), "");
  EXPECT_EQ(verdict(R"({"multipleOf": 0.)" + repeated("0", 998) + "7}", "7e400000"), "");
  EXPECT_EQ(refusal(R"({"multipleOf": )" + repeated("7", 1'001) + "}"), "#/multipleOf: has more than 1000 digits");
  const Value divisor = json(R"({"multipleOf": )" + repeated("7", 1'000) + "}");
  EXPECT_EQ(verdict_of(divisor, json(repeated("7", 3'000))), "");
  EXPECT_EQ(verdict_of(divisor, json(repeated("7", 1'000'000))), kTooManySteps);
}

TEST(HostileSchema, MayCompareMuchWithOneHugeNumber) {
  const std::string huge = repeated("7", 1'000'000);
  const Value many = Value::array(std::vector<Value>(100'000, Value::number(5)));
  for (const std::string& rule : {R"("maximum": )" + huge, R"("exclusiveMinimum": -)" + huge,
                                  R"("not": {"const": )" + huge + "}", R"("enum": [{"a": [)" + huge + "]}, 5]"}) {
    EXPECT_EQ(verdict_of(json(R"({"items": {)" + rule + "}}"), many), kTooManySteps) << rule.substr(0, 20);
  }
  std::vector<Value> numbers;
  for (int at = 0; at < 6'000; ++at) numbers.push_back(json(repeated("7", 1'000) + std::to_string(at)));
  EXPECT_EQ(verdict_of(json(R"({"uniqueItems": true})"), Value::array(numbers)), kTooManySteps);
}

TEST(HostileSchema, MayCompareLargeValuesOften) {
  std::vector<Value> items;
  for (int at = 0; at < 20'000; ++at) items.push_back(Value::array({Value(at % 7), std::string(100, 'x'), Value(at)}));
  EXPECT_EQ(verdict_of(json(R"({"uniqueItems": true})"), Value::array(items)), kTooManySteps);
  Value shared = Value("x");
  for (int level = 0; level < 200; ++level) shared = Value::array({shared, shared});
  EXPECT_EQ(verdict_of(json(R"({"uniqueItems": true})"), Value::array({shared, shared})), kTooManySteps);
  EXPECT_EQ(verdict_of(json(R"({"enum": [[], [[]]]})"), shared), kTooManySteps);
  EXPECT_EQ(verdict_of(json(R"({"items": {"$ref": "#"}})"), shared), kTooManySteps);
}

// As deep as a value may be, on a stack of a usual size, with a schema that needs several schemas for each level.
TEST(HostileSchema, NeedsOnlyASmallStackForADeepValue) {
  Value deep = Value::number(1);
  for (int level = 0; level < 3'000; ++level) deep = Value::array({deep});
  std::string found;
  std::thread([&] {
    found = verdict_of(json(R"({"allOf": [{"anyOf": [{"if": {"type": "array"}, "then": {"items": {"$ref": "#"}}}]}],
                             "unevaluatedItems": false})"),
                       deep);
  }).join();
  EXPECT_EQ(found, kTooDeep);
}

}  // namespace
}  // namespace baton::schema
