#include "cli/home.hpp"

namespace baton::testing {
namespace {

class Validate : public Cli {};

TEST_F(Validate, SaysNothingOnStdoutOfAValidDocument) {
  const auto valid = baton({"validate", write("greet.yaml", kGreet), write("call.yaml", kCall)});
  EXPECT_EQ(valid.status, 0) << valid.out << valid.err;
  EXPECT_FALSE(contains(valid.out, ": error: ")) << valid.out;
  EXPECT_EQ(valid.err, "2 files valid\n");
}

const std::string kShell = "  - list:\n      run: {shell: {command: ls}}\n";

TEST_F(Validate, NotesWhatCannotRun) {
  const auto found = baton({"validate", write("shell.yaml", workflow("shell", kShell))});
  EXPECT_EQ(found.status, 0);
  EXPECT_TRUE(contains(found.out, "note: /do/0/list/run/shell: shell commands cannot be run")) << found.out;
  EXPECT_EQ(found.err, "1 file valid\n");
}

TEST_F(Validate, WhatCannotRunIsRefusedWhenItIsStarted) {
  const std::string file = write("shell.yaml", workflow("shell", kShell));
  const auto expect_refusal = [](const auto& refused) {
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(contains(refused.err, "is valid, but this version of Baton cannot run")) << refused.err;
    EXPECT_TRUE(contains(refused.err, "shell commands cannot be run")) << refused.err;
  };
  expect_refusal(baton({"run", file}));
  expect_refusal(baton({"sim", file}));
  EXPECT_EQ(baton({"deploy", file}).status, 0);
  expect_refusal(baton({"start", "test/shell"}));
}

TEST_F(Validate, ListsAllErrorsOfAllFiles) {
  write("a.yaml", workflow("a", "  - one: {jump: 1}\n  - two: {set: {x: '${ . + }'}}\n"));
  write("b.yaml", "document: 1\ndo: []\n");
  write("greet.yaml", kGreet);
  const auto found = baton({"validate", "a.yaml", "greet.yaml", "b.yaml", "missing.yaml"});
  EXPECT_EQ(found.status, 2);
  EXPECT_TRUE(contains(found.out, "a.yaml:3:")) << found.out;
  EXPECT_TRUE(contains(found.out, "a.yaml:4:")) << found.out;
  EXPECT_TRUE(contains(found.out, "b.yaml:1:")) << found.out;
  EXPECT_TRUE(contains(found.err, "missing.yaml")) << found.err;
  EXPECT_TRUE(contains(found.err, "1 file valid, 2 invalid with ")) << found.err;
}

TEST_F(Validate, PrintsAnArrayWithJson) {
  const auto found = baton({"validate", "--json", "-"}, "document: 1\ndo: []\n");
  EXPECT_EQ(found.status, 2);
  const auto list = parse_json(found.out);
  ASSERT_TRUE(list && list->is_array() && list->size() > 0) << found.out;
  const Value& first = list->items()[0];
  EXPECT_EQ(*first.find("file"), Value::string("<stdin>"));
  EXPECT_EQ(first.find("line")->as_integer(), 1);
  EXPECT_EQ(*first.find("severity"), Value::string("error"));
  EXPECT_TRUE(first.find("column")->is_number() && first.find("message")->is_string());
  EXPECT_EQ(baton({"validate", "--json", write("greet.yaml", kGreet)}).out, "[]\n");
}

TEST_F(Validate, WritesSarif) {
  write("bad.yaml", workflow("bad", "  - one: {jump: 1}\n"));
  write("shell.yaml", workflow("shell", kShell));
  EXPECT_EQ(baton({"validate", "--sarif", "out.sarif", "bad.yaml", "shell.yaml"}).status, 2);
  const auto file = parse_json(read("out.sarif"));
  ASSERT_TRUE(file) << read("out.sarif");
  const Value& results = *file->find("runs")->items()[0].find("results");
  const Value& first = results.items()[0];
  EXPECT_EQ(*first.find("level"), Value::string("error"));
  const Value& place = *first.find("locations")->items()[0].find("physicalLocation");
  EXPECT_EQ(to_json(*place.find("artifactLocation")), R"({"uri":"bad.yaml"})");
  EXPECT_EQ(place.find("region")->find("startLine")->as_integer(), 3);
  EXPECT_EQ(*results.items().back().find("level"), Value::string("note"));

  const auto printed = baton({"validate", "--sarif", "-", "shell.yaml"});
  EXPECT_EQ(printed.status, 0);
  EXPECT_TRUE(parse_json(printed.out)->find("runs")) << printed.out;
  EXPECT_EQ(baton({"validate", "--json", "--sarif", "-", "shell.yaml"}).status, 2);
}

TEST_F(Validate, AdvisesWithStrictAndFailsWhereItFindsSomething) {
  const std::string call = write("call.yaml", kCall);
  EXPECT_EQ(baton({"validate", call}).status, 0);
  const auto strict = baton({"validate", "--strict", call, write("greet.yaml", kGreet)});
  EXPECT_EQ(strict.status, 1);
  EXPECT_TRUE(contains(strict.out, "call.yaml:3:5: warning: ")) << strict.out;
  EXPECT_TRUE(contains(strict.out, " [call-without-timeout]\n")) << strict.out;
  EXPECT_EQ(strict.err, "2 files valid, 2 warnings\n");
  EXPECT_EQ(baton({"validate", "--strict", "greet.yaml"}).status, 0);
  EXPECT_EQ(baton({"validate", "--strict", call, write("bad.yaml", "do: 1\n")}).status, 2) << "invalid is worse";

  const auto found = parse_json(baton({"validate", "--strict", "--json", call}).out);
  ASSERT_TRUE(found && found->is_array());
  const Value& last = found->items().back();
  EXPECT_EQ(*last.find("severity"), Value::string("warning"));
  EXPECT_EQ(*last.find("rule"), Value::string("call-without-timeout"));
}

}  // namespace
}  // namespace baton::testing
