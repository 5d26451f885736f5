#include "cli/home.hpp"

namespace baton::testing {
namespace {

class Eval : public Cli {};

TEST_F(Eval, PrintsEachResultAsOneLine) {
  const auto done = baton({"eval", ".items[] | {sku, n: (.n * 2)}", "--input",
                           R"({"items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2.50}]})"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, "{\"sku\":\"a\",\"n\":2}\n{\"sku\":\"b\",\"n\":5}\n");
  EXPECT_EQ(done.err, "");
  EXPECT_EQ(baton({"eval", "empty"}).out, "");
  EXPECT_EQ(baton({"eval", "."}).out, "null\n");
  EXPECT_EQ(baton({"eval", ".", "--input", "1.00"}).out, "1.00\n");
}

TEST_F(Eval, ReadsItsInputFromAFileOrStdin) {
  EXPECT_EQ(baton({"eval", ".a", "--input", "@" + write("input.json", "{\"a\": [1]}")}).out, "[1]\n");
  EXPECT_EQ(baton({"eval", ".a", "--input", "-"}, "{\"a\": 7}").out, "7\n");
}

TEST_F(Eval, TakesVariablesAndTheBracesOfADocument) {
  EXPECT_EQ(baton({"eval", "${ $context.total + $n }", "--var", R"(context={"total": 2})", "--var", "n=40"}).out,
            "42\n");
  EXPECT_EQ(baton({"eval", "{a: 1}"}).out, "{\"a\":1}\n");
  EXPECT_EQ(baton({"eval", "$context"}).status, 2) << "only what is given exists";
  EXPECT_EQ(baton({"eval", "1", "--var", "n"}).status, 2);
  EXPECT_EQ(baton({"eval", "1", "--var", "1n=2"}).status, 2);
  EXPECT_EQ(baton({"eval", "1", "--var", "n={"}).status, 2);
  EXPECT_EQ(baton({"eval", "1", "--var", "n=1", "--var", "n=2"}).status, 2);
}

TEST_F(Eval, PrintsStringsWithoutQuotesWithRaw) {
  EXPECT_EQ(baton({"eval", "\"a\\tb\", [\"c\"], 1", "--raw"}).out, "a\tb\n[\"c\"]\n1\n");
  EXPECT_EQ(baton({"eval", "-r", "\"\\u001b[1m\""}).out, "\x1b[1m\n") << "exact where it is no terminal";
}

TEST_F(Eval, SaysWhatWentWrong) {
  const auto failed = baton({"eval", "1, .a.b", "--input", "{\"a\": 5}"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_EQ(failed.out, "") << "an error anywhere is the error of the whole";
  EXPECT_TRUE(contains(failed.err, "Cannot index number with string (\"b\") (at offset 5)")) << failed.err;
  const auto invalid = baton({"eval", "1 +"});
  EXPECT_EQ(invalid.status, 2);
  EXPECT_TRUE(contains(invalid.err, "does not compile: expected an expression, found the end (at offset 3)"))
      << invalid.err;
  const auto impure = baton({"eval", "env"});
  EXPECT_EQ(impure.status, 2);
  EXPECT_TRUE(contains(impure.err, "an expression may not read the environment")) << impure.err;
  EXPECT_EQ(baton({"eval", ".", "--input", "{"}).status, 2);
  EXPECT_EQ(baton({"eval", "until(false; .)"}).status, 1) << "within the limits of a workflow";
  EXPECT_EQ(baton({"eval", "nan, infinite"}).out, "null\n1.7976931348623157e+308\n");
}

}  // namespace
}  // namespace baton::testing
