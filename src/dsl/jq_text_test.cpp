#include "dsl/jq_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

// The pieces of a text: literals in quotes, expressions in parentheses; "open at N" where one has no end.
std::string split(std::string_view text) {
  const auto pieces = split_expressions(text);
  if (!pieces) return "open at " + std::to_string(pieces.error());
  std::string out;
  for (const Piece& piece : *pieces) {
    out += piece.is_expression ? '(' : '\'';
    out += piece.text;
    out += piece.is_expression ? ')' : '\'';
  }
  return out;
}

TEST(ExpressionsInText, AreFoundBetweenLiterals) {
  EXPECT_EQ(split(""), "");
  EXPECT_EQ(split("plain"), "'plain'");
  EXPECT_EQ(split("${ .a }"), "( .a )");
  EXPECT_EQ(split("Hello ${ .name }, you are ${.age}!"), "'Hello '( .name )', you are '(.age)'!'");
  EXPECT_EQ(split("costs $5 {sic}"), "'costs $5 {sic}'");
}

TEST(ExpressionsInText, BracesOfObjectsAreCounted) {
  EXPECT_EQ(split("${ {a: {b: .c}} } rest"), "( {a: {b: .c}} )' rest'");
}

TEST(ExpressionsInText, BracesInStringsAndCommentsAreNot) {
  EXPECT_EQ(split(R"~(${ "}" })~"), R"~(( "}" ))~");
  EXPECT_EQ(split(R"~(${ "a\"}" })~"), R"~(( "a\"}" ))~");
  EXPECT_EQ(split("${ . # } \n }"), "( . # } \n )");
}

TEST(ExpressionsInText, InterpolationsInStringsAreCodeAgain) {
  EXPECT_EQ(split(R"~(${ "x\({a: "}"} | tostring)y" }z)~"), R"~(( "x\({a: "}"} | tostring)y" )'z')~");
  EXPECT_EQ(split(R"~(${ "\("\(.a)" + ("x)"))}" })~"), R"~(( "\("\(.a)" + ("x)"))}" ))~");
}

TEST(ExpressionsInText, WithoutAnEndAreReportedWhereTheyBegin) {
  EXPECT_EQ(split("ab ${ .c"), "open at 3");
  EXPECT_EQ(split(R"~(${ "} )~"), "open at 0");
  EXPECT_EQ(split("${"), "open at 0");
  EXPECT_EQ(split(R"~(${ "\)~"), "open at 0");
}

TEST(ExpressionsInText, AWholeOneMayHaveSpaceAround) {
  EXPECT_EQ(whole_expression(" ${ .a }\n"), " .a ");
  EXPECT_EQ(whole_expression("${ .a } ${ .b }"), std::nullopt);
  EXPECT_EQ(whole_expression("x ${ .a }"), std::nullopt);
  EXPECT_EQ(whole_expression("${ .a"), std::nullopt);
  EXPECT_EQ(whole_expression(".a"), std::nullopt);
}

TEST(MembersMentioned, AreFoundInCodeOnly) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(members_mentioned("$secrets.a + $secrets[\"b\"] + $secrets.\"c d\"", "secrets"), (Names{"a", "b", "c d"}));
  EXPECT_EQ(members_mentioned("$secrets | keys, $secrets[.name], $secretsafe.x", "secrets"), Names{});
  EXPECT_EQ(members_mentioned(R"~("$secrets.no \($secrets.yes)" # $secrets.no)~", "secrets"), Names{"yes"});
  EXPECT_EQ(members_mentioned("$secrets", "secrets"), Names{});
}

}  // namespace
}  // namespace baton::dsl
