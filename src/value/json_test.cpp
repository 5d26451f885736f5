// Parsing, printing and comparing.
#include <baton/value.hpp>

#include "value/value_generator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baton {
namespace {

Value json(std::string_view text) {
  auto parsed = parse_json(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Value());
}

TEST(ParseJson, ReadsEveryKind) {
  const char* text = R"({"a":[null,true,false,-1.5e3,"x",{}],"b":{"c":[]}})";
  EXPECT_EQ(to_json(json(text)), text);
  EXPECT_EQ(to_json(json(" \t\r\n[ 1 , 2 ] \n")), "[1,2]");
}

TEST(ParseJson, SkipsAByteOrderMarkAtTheBeginning) {
  EXPECT_EQ(parse_json("\xEF\xBB\xBF{}"), Value::object({}));
  EXPECT_EQ(parse_json("\xEF\xBB\xBF [1]"), Value::array({Value::number(1)}));
  EXPECT_FALSE(parse_json("\xEF\xBB\xBF"));
}

TEST(ParseJson, RefusesNumbersThatJsonDoesNotHave) {
  for (const char* text : {"NaN", "nan", "Infinity", "-Infinity", "[nan]", "{\"a\": NaN}"})
    EXPECT_FALSE(parse_json(text)) << text;
}

TEST(ParseJson, ReadsEscapes) {
  EXPECT_EQ(json(R"("\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000")").as_string(),
            std::string_view("\"\\/\b\f\n\r\t\u00e9\U0001F600\0", 15));
}

TEST(ParseJson, ReadsUtf8) {
  EXPECT_EQ(json("\"gr\u00fc\u00df \u20ac \U0001F600\"").as_string(), "gr\u00fc\u00df \u20ac \U0001F600");
}

struct Bad {
  std::string_view text;
  std::string_view message;
  std::size_t offset;
};

TEST(ParseJson, SaysWhatIsWrongAndWhere) {
  using namespace std::string_view_literals;
  const Bad cases[] = {
      {"", "expected a value", 0},
      {"  ", "expected a value", 2},
      {"nul", "expected a value", 0},
      {"truex", "expected the end of the text after the value", 4},
      {"1 2", "expected the end of the text after the value", 2},
      {"[1,]", "expected a value after ','", 3},
      {"[1 2]", "expected ',' or ']' in the array", 3},
      {"[", "expected a value", 1},
      {"[1", "expected ',' or ']' in the array", 2},
      {"{", "expected a member's name in double quotes", 1},
      {"{\"a\":1,}", "expected a member's name in double quotes", 7},
      {"{a:1}", "expected a member's name in double quotes", 1},
      {"{'a':1}", "expected a member's name in double quotes", 1},
      {"{\"a\" 1}", "expected ':' after the member's name", 5},
      {"{\"a\":1 \"b\":2}", "expected ',' or '}' in the object", 7},
      {"{\"a\":1,\"a\":2}", "the object has two members named \"a\"", 7},
      {"{\"a\":1,\"\\u0061\":2}", "the object has two members named \"a\"", 7},
      {"01", "this is not a JSON number", 0},
      {"-", "this is not a JSON number", 0},
      {"1.", "this is not a JSON number", 0},
      {"+1", "expected a value", 0},
      {".5", "expected a value", 0},
      {"NaN", "expected a value", 0},
      {"\"a", "the text ends inside a string", 2},
      {"\"a\nb\"", "a control character in a string must be written as an escape", 2},
      {"\"\0\""sv, "a control character in a string must be written as an escape", 1},
      {"1\0"sv, "expected the end of the text after the value", 1},
      {"\0"sv, "expected a value", 0},
      {"\"\\x41\"", "unknown escape in a string", 1},
      {"\"\\", "unknown escape in a string", 1},
      {"\"\\u12G4\"", "expected four hexadecimal digits after \\u", 1},
      {"\"\\ud800\"", "the high surrogate has no low surrogate after it", 1},
      {"\"\\ud800\\u0041\"", "the high surrogate has no low surrogate after it", 1},
      {"\"\\udc00\"", "the low surrogate has no high surrogate before it", 1},
      {"\"\x80\"", "invalid UTF-8", 1},
      {"\"ab\xC3\"", "invalid UTF-8", 3},
      {"\"\xC0\xAF\"", "invalid UTF-8", 1},
      {"\"\xED\xA0\x80\"", "invalid UTF-8", 1},
      {"\"\xF4\x90\x80\x80\"", "invalid UTF-8", 1},
      {" \xEF\xBB\xBF{}", "expected a value", 1},
      {"// c\n1", "expected a value", 0},
      {"]", "expected a value", 0},
      {"[}", "expected a value", 1},
  };
  for (const Bad& bad : cases) {
    const auto parsed = parse_json(bad.text);
    ASSERT_FALSE(parsed.has_value()) << bad.text;
    EXPECT_EQ(parsed.error().message, bad.message) << bad.text;
    EXPECT_EQ(parsed.error().offset, bad.offset) << bad.text;
  }
}

TEST(ParseJson, CountsLinesAndColumnsFromOne) {
  const auto parsed = parse_json("{\n  \"a\": 1,\n  \"b\": x\n}");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().line, 3U);
  EXPECT_EQ(parsed.error().column, 8U);
  EXPECT_EQ(parse_json("[\"äöü\", x]").error().column, 9U);
}

TEST(ParseJson, RefusesARepeatedNameAmongMany) {
  std::string text = "{";
  for (int at = 0; at < 50; ++at) text += "\"k" + std::to_string(at) + "\":0,";
  EXPECT_FALSE(parse_json(text + "\"k7\":1}").has_value());
  EXPECT_TRUE(parse_json(text + "\"k50\":1}").has_value());
}

TEST(ParseJson, RefusesTextBeyondItsLimits) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(256)).has_value());
  EXPECT_EQ(parse_json(nested(257)).error().message, "nested deeper than 256 levels");
  EXPECT_FALSE(parse_json(std::string(10'000'000, '[')).has_value());
  EXPECT_TRUE(parse_json("[1]", {.max_bytes = 3}).has_value());
  EXPECT_EQ(parse_json("[1, 2]", {.max_bytes = 3}).error().message, "the text is larger than 3 bytes");
}

TEST(ParseJson, KeepsHugeNumbers) {
  const std::string digits(100'000, '9');
  EXPECT_EQ(json(digits).number_text(), digits);
}

TEST(PrintJson, EscapesACharacterAtAnyPosition) {
  const std::pair<char, std::string> escapes[] = {{'"', "\\\""},     {'\\', "\\\\"},      {'\n', "\\n"},
                                                  {'\0', "\\u0000"}, {'\x1F', "\\u001f"}, {'\x7F', "\\u007f"}};
  for (const auto& [character, escape] : escapes) {
    for (std::size_t length = 1; length < 50; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'x');
        text[at] = character;
        const std::string expected = std::string(at, 'x') + escape + std::string(length - at - 1, 'x');
        ASSERT_EQ(to_json(Value::string(text)), '"' + expected + '"');
      }
    }
  }
}

TEST(PrintJson, WritesContainersWithinContainers) {
  for (const char* text : {"[]", "{}", "[[]]", "[{}]", "[1,[2,{}],3]", R"({"a":{"b":{}},"c":[],"d":[{"e":null}]})"}) {
    EXPECT_EQ(to_json(json(text)), text);
  }
}

RC_GTEST_PROP(Json, ReadsBackWhatItWrote, ()) {
  const Value value = *generate::value();
  RC_ASSERT(parse_json(to_json(value)).value() == value);
  RC_ASSERT(parse_json(to_pretty_json(value)).value() == value);
  RC_ASSERT(parse_json(to_canonical_json(value)).value() == value);
  RC_ASSERT(to_json(parse_json(to_json(value)).value()) == to_json(value));
}

RC_GTEST_PROP(Json, NeverCrashesOnDamagedText, ()) {
  std::string text = to_json(*generate::value());
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::arbitrary<char>();
  const auto parsed = parse_json(text);
  if (parsed) RC_ASSERT(parse_json(to_json(*parsed)).value() == *parsed);
}

RC_GTEST_PROP(Json, ReadsEveryFiniteDoubleBack, (double real)) {
  RC_PRE(real - real == 0);
  const Value value = Value::number(real);
  RC_ASSERT(value.as_double() == real);
  RC_ASSERT(json(to_json(value)) == value);
}

RC_GTEST_PROP(Json, MakesAnyBytesAString, (std::string bytes)) {
  const Value value = Value::string(bytes);
  RC_ASSERT(parse_json(to_json(value)).value() == value);
}

TEST(ToPrettyJson, IndentsByTwoSpaces) {
  EXPECT_EQ(to_pretty_json(json(R"({"a":[1,{"b":null}],"c":[],"d":{}})")),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}");
}

TEST(ToCanonicalJson, SortsMembersAtEveryLevel) {
  EXPECT_EQ(to_canonical_json(json(R"({"b":{"z":1,"a":2},"a":1.0})")), R"({"a":1.0,"b":{"a":2,"z":1}})");
}

RC_GTEST_PROP(ToCanonicalJson, DoesNotDependOnTheOrderOfMembers, ()) {
  const Value value = *generate::object();
  std::vector<Member> members(value.members().begin(), value.members().end());
  std::reverse(members.begin(), members.end());
  RC_ASSERT(to_canonical_json(Value::object(members)) == to_canonical_json(value));
}

TEST(Compare, FollowsJqsOrder) {
  const char* ascending[] = {"null",
                             "false",
                             "true",
                             "-1e400",
                             "-5",
                             "-1",
                             "-0.5",
                             "0",
                             "1e-400",
                             "0.1",
                             "1",
                             "12345678901234567890",
                             "12345678901234567891",
                             "1e400",
                             "\"\"",
                             "\"a\"",
                             "\"a\\u0000\"",
                             "\"aa\"",
                             "\"b\"",
                             "\"\u00e9\"",
                             "\"\U0001F600\"",
                             "[]",
                             "[null]",
                             "[null,1]",
                             "[1]",
                             "[[]]",
                             "{}",
                             R"({"a":2})",
                             R"({"a":1,"b":9})",
                             R"({"b":0,"a":2})",
                             R"({"a":1,"c":0})",
                             R"({"b":1})"};
  for (std::size_t left = 0; left < std::size(ascending); ++left) {
    for (std::size_t right = 0; right < std::size(ascending); ++right) {
      const auto order = json(ascending[left]) <=> json(ascending[right]);
      EXPECT_TRUE(order == (left <=> right)) << ascending[left] << " against " << ascending[right];
      EXPECT_EQ(json(ascending[left]) == json(ascending[right]), left == right);
    }
  }
}

TEST(Compare, ComparesNumbersByWhatTheyDenote) {
  EXPECT_TRUE(json("1") == json("1.0"));
  EXPECT_TRUE(json("1000") == json("1e3"));
  EXPECT_TRUE(json("0") == json("-0.0e7"));
  EXPECT_TRUE(json("120e-1") == json("12"));
  EXPECT_TRUE(json("0.00012") == json("1.2e-4"));
  EXPECT_FALSE(json("9007199254740993") == json("9007199254740992"));
  EXPECT_TRUE(json("0.1") < json("0.10000000000000000001"));
  EXPECT_TRUE(json(R"({"a":1,"b":[2.0]})") == json(R"({"b":[2],"a":1.0})"));
}

RC_GTEST_PROP(Compare, IsAConsistentWeakOrder, ()) {
  const Value a = *generate::value();
  const Value b = *generate::value();
  const Value c = *generate::value();
  RC_ASSERT(((a <=> b) == 0) == (a == b));
  RC_ASSERT(((a <=> b) < 0) == ((b <=> a) > 0));
  if (a <= b && b <= c) RC_ASSERT(a <= c);
  RC_ASSERT(a == json(to_json(a)));
}

}  // namespace
}  // namespace baton
