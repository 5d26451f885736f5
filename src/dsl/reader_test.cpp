#include "dsl/reader.hpp"

#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

struct Read {
  std::optional<Tree> tree;
  std::string errors;
};

Read read_text(std::string_view text, const Limits& limits = {}) {
  Diagnostics diagnostics(limits.max_diagnostics);
  auto tree = read(text, limits, diagnostics);
  return {std::move(tree), test::shown(diagnostics.errors())};
}

std::string json_of(std::string_view text) {
  const Read result = read_text(text);
  return result.tree ? to_json(result.tree->root().value) : result.errors;
}

std::string reading_errors(std::string_view text, const Limits& limits = {}) {
  return read_text(text, limits).errors;
}

// Every node with its position and its key's, children after their parent.
std::string positions_of(const Node& node) {
  const auto shown = [](Position at) { return std::to_string(at.line) + ':' + std::to_string(at.column); };
  std::string text = pointer_to(node) + '@' + shown(node.position);
  if (!node.key().empty()) text += " key " + shown(node.key_position);
  text += '\n';
  for (const Node* child : node.children) text += positions_of(*child);
  return text;
}

TEST(Reader, PlainScalarsFollowTheCoreSchemaOfYaml12) {
  EXPECT_EQ(json_of("[null, Null, ~, true, TRUE, False]"), "[null,null,null,true,true,false]");
  EXPECT_EQ(json_of("[yes, no, on, off, y, n, 0b11, 1_000, 12:30, 1.2.3]"),
            R"(["yes","no","on","off","y","n","0b11","1_000","12:30","1.2.3"])");
  EXPECT_EQ(json_of("[0x1F, 0o17, 0xg, 0o8]"), R"([31,15,"0xg","0o8"])");
  EXPECT_EQ(json_of("[+1, 007, .5, -.5, 5., 1.e3, +0.10]"), "[1,7,0.5,-0.5,5,1e3,0.10]");
  EXPECT_EQ(json_of("['1', \"true\", '~', !!str 1]"), R"(["1","true","~","1"])");
}

TEST(Reader, NumbersKeepTheirText) {
  EXPECT_EQ(json_of("[12345678901234567890123, 1.50, 1E+2, -0]"), "[12345678901234567890123,1.50,1E+2,-0]");
  EXPECT_EQ(json_of(R"({"a":12345678901234567890123,"b":1.50})"), R"({"a":12345678901234567890123,"b":1.50})");
}

TEST(Reader, NumbersThatJsonCannotHoldAreRefused) {
  EXPECT_EQ(reading_errors("a: .inf\nb: -.INF\nc: .NaN\n"),
            "1:4: '.inf' is not a JSON number; if it is a string, put quotes around it\n"
            "2:4: '-.INF' is not a JSON number; if it is a string, put quotes around it\n"
            "3:4: '.NaN' is not a JSON number; if it is a string, put quotes around it\n");
  EXPECT_EQ(reading_errors("a: 0x1FFFFFFFFFFFFFFFF\n"), "1:4: the integer is too large: write it in decimal\n");
}

TEST(Reader, KeysAreTheTextThatIsWritten) {
  EXPECT_EQ(json_of("404: a\ntrue: b\n1.0: c\n'': d\n"), R"({"404":"a","true":"b","1.0":"c","":"d"})");
}

TEST(Reader, BlockAndFlowAndFoldedTextsAreRead) {
  EXPECT_EQ(json_of("a: |\n  x\n  y\nb: >\n  x\n  y\nc: {d: [1, {e: 2}]}\nf:\n- g\n-\n"),
            R"({"a":"x\ny\n","b":"x y\n","c":{"d":[1,{"e":2}]},"f":["g",null]})");
}

TEST(Reader, JsonIsReadAsJson) {
  EXPECT_EQ(json_of(" \n{\"a\": \"\\ud83d\\ude00\\u00e9\\/\", \"b\": [1.0e2]}"), "{\"a\":\"😀é/\",\"b\":[1.0e2]}");
  EXPECT_TRUE(
      reading_errors("{a: 1}").starts_with("1:2: not JSON (a document that begins with '{' is read as JSON): "));
  EXPECT_TRUE(reading_errors("{\"a\": 1,\n \"a\": 2}").starts_with("2:"));
  EXPECT_NE(reading_errors("{\"a\": 1} {}"), "");
}

TEST(Reader, ColumnsCountCharacters) {
  const Read yaml = read_text("ä: {ö: 1, 'ü€😀': x}\nb: 'é'\n");
  ASSERT_TRUE(yaml.tree) << yaml.errors;
  EXPECT_EQ(positions_of(yaml.tree->root()),
            "/@1:1\n"
            "/ä@1:4 key 1:1\n"
            "/ä/ö@1:8 key 1:5\n"
            "/ä/ü€😀@1:18 key 1:11\n"
            "/b@2:4 key 2:1\n");
  const Read json = read_text("{\"ä€\": {\"ö\": 1, \"x\": 2}}");
  ASSERT_TRUE(json.tree) << json.errors;
  EXPECT_EQ(positions_of(json.tree->root()),
            "/@1:1\n"
            "/ä€@1:8 key 1:2\n"
            "/ä€/ö@1:14 key 1:9\n"
            "/ä€/x@1:22 key 1:17\n");
  EXPECT_TRUE(reading_errors("{\"ä€\": x}").starts_with("1:8: ")) << reading_errors("{\"ä€\": x}");
  EXPECT_EQ(reading_errors("a: ä\x01"),
            "1:5: the text contains a control character; write it as an escape within a double-quoted string\n");
  EXPECT_EQ(reading_errors("ä: \xff"), "1:4: the text is not valid UTF-8\n");
}

TEST(Reader, PositionsOfYaml) {
  const Read result = read_text("a: 1\nb:\n  - x\n  - {c: 'y'}\nd:\n");
  ASSERT_TRUE(result.tree);
  EXPECT_EQ(positions_of(result.tree->root()),
            "/@1:1\n"
            "/a@1:4 key 1:1\n"
            "/b@3:3 key 2:1\n"
            "/b/0@3:5\n"
            "/b/1@4:5\n"
            "/b/1/c@4:9 key 4:6\n"
            "/d@5:1 key 5:1\n");
}

TEST(Reader, PositionsOfJson) {
  const Read result = read_text("{\"a\" : [ 1,\n  {} , [],\"\\\"]\"],\n \"b\": null}");
  ASSERT_TRUE(result.tree);
  EXPECT_EQ(positions_of(result.tree->root()),
            "/@1:1\n"
            "/a@1:8 key 1:2\n"
            "/a/0@1:10\n"
            "/a/1@2:3\n"
            "/a/2@2:8\n"
            "/a/3@2:11\n"
            "/b@3:7 key 3:2\n");
}

TEST(Reader, AliasesRepeatAValueInTheirPlace) {
  const Read result = read_text("a: &x {k: [1, 2]}\nb: *x\nc: &y ~\nd: [*y, *x]\n");
  ASSERT_TRUE(result.tree) << result.errors;
  EXPECT_EQ(to_json(result.tree->root().value), R"({"a":{"k":[1,2]},"b":{"k":[1,2]},"c":null,"d":[null,{"k":[1,2]}]})");
  const Node* copy = result.tree->root().find("b")->find("k")->children[1];
  EXPECT_EQ(copy->position, (Position{.line = 2, .column = 4}));
  EXPECT_EQ(pointer_to(*copy), "/b/k/1");
}

TEST(Reader, WhatYamlAllowsButWorkflowsDoNotIsRefused) {
  EXPECT_EQ(reading_errors("a: 1\nb: 2\na: 3\n"), "3:1: the key 'a' is repeated in this object\n");
  EXPECT_EQ(reading_errors("x: &x {a: 1}\ny:\n  <<: *x\n"),
            "3:3: merge keys ('<<') are not supported; write the members out, or repeat a whole value with an alias\n");
  EXPECT_EQ(reading_errors("a: !money 5\n"), "1:4: the tag '!money' is not supported; plain YAML needs no tags\n");
  EXPECT_EQ(reading_errors("? [a]\n: 1\n"), "1:3: a key must be text, not a list or an object\n");
  EXPECT_EQ(reading_errors("~: 1\n"), "1:1: a key must be text, not null\n");
  EXPECT_EQ(reading_errors("a: &x b\n*x : 1\n"), "2:1: a key must be text, not an alias\n");
  EXPECT_EQ(reading_errors("a: 1\n---\nb: 2\n"),
            "2:1: a second YAML document begins here; put each workflow into a file of its own\n");
  EXPECT_EQ(reading_errors("a: &x [*x]\n"), "1:8: the alias is inside the value that it repeats\n");
}

TEST(Reader, WhatIsNotYamlIsReportedWhereItIs) {
  EXPECT_EQ(reading_errors("a: *nobody\n"), "1:4: not YAML: the referenced anchor is not defined\n");
  EXPECT_EQ(reading_errors("a: 1\nb: [1, 2\nc: 3\n").substr(0, 13), "3:2: not YAML");
  EXPECT_NE(reading_errors("a:\n\tb: 1\n"), "");
  EXPECT_EQ(reading_errors("a: 'unfinished\nb: 1\n"), "1:4: the quoted text that begins here has no closing quote\n");
  EXPECT_EQ(reading_errors("a: 'it''s'\nb: &x \"\\\"\\n\"\nc: &y !!str \"open\\\"\n"),
            "3:4: the quoted text that begins here has no closing quote\n");
}

TEST(Reader, AKeyThatIsTooLongIsNamed) {
  const std::string key(1'100, 'k');
  const std::string why = "this key is longer than the 1,024 bytes that a key in YAML may have\n";
  EXPECT_EQ(reading_errors(key + ": 1\n"), "1:1101: " + why);
  EXPECT_EQ(reading_errors("a:\n  \"" + key + "\": 1\n"), "2:1105: " + why);
  EXPECT_EQ(reading_errors("a: {" + key + ": 1}\n"), "1:5: " + why);
  EXPECT_EQ(reading_errors("a: {b: {\"" + key + "\": 1}}\n"), "1:9: " + why);
  EXPECT_EQ(reading_errors("a: {~: " + key + "}\n"), "1:5: a key must be text, not null\n");
}

TEST(Reader, EmptyTextsAndStrangeBytesAreRefused) {
  EXPECT_EQ(reading_errors(""), "1:1: the document is empty\n");
  EXPECT_EQ(reading_errors(" \n\t\n"), "1:1: the document is empty\n");
  EXPECT_EQ(reading_errors("# nothing\n"), "1:1: the document is empty\n");
  EXPECT_EQ(reading_errors("a: b\nc: \xff\n"), "2:4: the text is not valid UTF-8\n");
  EXPECT_EQ(reading_errors(std::string_view("a: b\0", 5)),
            "1:5: the text contains a control character; write it as an escape within a double-quoted string\n");
  EXPECT_EQ(json_of("\xEF\xBB\xBF"
                    "a: 1\n"),
            R"({"a":1})");
}

TEST(Reader, LimitsAreNamedWhenTheyArePassed) {
  EXPECT_EQ(reading_errors("a: 12345\n", {.max_bytes = 8}), "1:1: the document is larger than 8 bytes (max_bytes)\n");
  EXPECT_EQ(reading_errors("a: [[[1]]]\n", {.max_depth = 3}),
            "1:6: the document is nested more than 3 levels deep (max_depth)\n");
  EXPECT_EQ(reading_errors("a: [1, 2, 3]\n", {.max_nodes = 3}),
            "1:4: the document has more than 3 values (max_nodes, counted after the expansion of aliases)\n");
  EXPECT_EQ(reading_errors(R"({"a": [1, 2, 3]})", {.max_nodes = 3}),
            "1:1: the document has more than 3 values (max_nodes, counted after the expansion of aliases)\n");
  EXPECT_NE(reading_errors(R"({"a": [[[1]]]})", {.max_depth = 3}), "");
  EXPECT_EQ(reading_errors("a: [[1]]\n", {.max_depth = 3, .max_nodes = 4}), "");
  EXPECT_EQ(reading_errors("a: [&x 1, [*x]]\n", {.max_depth = 3}), "");
}

TEST(Reader, AliasesCannotBlowADocumentUp) {
  std::string laughs = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last + ", " + last + "]\n";
  }
  EXPECT_NE(reading_errors(laughs).find("max_nodes"), std::string::npos);

  std::string copies = "a: &a '" + std::string(100'000, 'x') + "'\nb:\n";
  for (int i = 0; i < 100; ++i) copies += "- *a\n";
  EXPECT_NE(reading_errors(copies).find("max_bytes"), std::string::npos);

  std::string deep = "a0: &a0 [1]\n";
  for (int i = 1; i < 110; ++i) {
    deep += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_NE(reading_errors(deep).find("max_depth"), std::string::npos);
}

TEST(Reader, TextsMadeToExhaustTheParserEndSoon) {
  for (const std::string_view part : {"[", "{a: ", "- ", "? ", "[a, ", "\"\" ", "&a ", ": "}) {
    std::string text = "x: ";
    while (text.size() < 1'200'000) text += part;
    EXPECT_NE(reading_errors(text), "") << part;
  }
}

TEST(Reader, AValueIsReadAsItsText) {
  const Value document = parse_json(R"({"a": [1, {"b": null}], "c": "x"})").value();
  Diagnostics diagnostics(10);
  const auto tree = read(document, {}, diagnostics);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->root().value, document);
  EXPECT_EQ(pointer_to(*tree->root().find("a")->children[1]->find("b")), "/a/1/b");
  EXPECT_TRUE(read(document, {.max_depth = 3}, diagnostics));
  EXPECT_FALSE(read(document, {.max_depth = 2}, diagnostics));
  EXPECT_FALSE(read(document, {.max_nodes = 4}, diagnostics));
}

}  // namespace
}  // namespace baton::dsl
