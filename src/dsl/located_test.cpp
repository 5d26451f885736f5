#include "dsl/located.hpp"

#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

namespace baton::dsl {
namespace {

TEST(Located, FindsThePlaceOfEachTaskOfAProgram) {
  const std::string text =
      test::workflow("do:\n- first: {set: {a: 1}}\n- outer:\n    do:\n    - in/ner: {set: {b: 2}}\n");
  const auto located = locate(text);
  ASSERT_TRUE(located);
  const auto program = test::program_of(text);
  const auto position = [&](std::string_view reference) {
    return located->position_of(test::task_at(*program, reference).reference);
  };
  EXPECT_EQ(position("/do/0/first"), (Position{.line = 3, .column = 3}));
  EXPECT_EQ(position("/do/1/outer/do/0/in~1ner"), (Position{.line = 6, .column = 7}));
  EXPECT_EQ(position("/"), (Position{.line = 1, .column = 1}));
}

TEST(Located, UsesTheNearestEnclosingPlaceForAMissingPart) {
  const auto located = locate("{\n  \"a\": {\n    \"b\": [1]}}");
  ASSERT_TRUE(located);
  EXPECT_EQ(located->position_of("/a/b/0"), (Position{.line = 3, .column = 11}));
  EXPECT_EQ(located->position_of("/a/b/7/c"), (Position{.line = 3, .column = 5}));
  EXPECT_EQ(located->position_of("/x"), (Position{.line = 1, .column = 1}));
  EXPECT_EQ(to_json(located->value), R"({"a":{"b":[1]}})");
}

TEST(Located, SaysWhyATextCannotBeRead) {
  const auto located = locate("a: [1\nb: 2");
  ASSERT_FALSE(located);
  ASSERT_EQ(located.error().size(), 1U);
  EXPECT_GT(located.error()[0].line, 0U);
}

}  // namespace
}  // namespace baton::dsl
