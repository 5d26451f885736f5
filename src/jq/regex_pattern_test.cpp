#include "jq/regex_pattern.hpp"

#include <gtest/gtest.h>

namespace baton::jq {
namespace {

std::string guarded(std::string_view pattern) {
  return examine(pattern, {}).text;
}

TEST(RegexPattern, HasAnEmptyGroupBehindARepetitionThatSomethingFollows) {
  EXPECT_EQ(guarded("a+b"), "a+(?:)b");
  EXPECT_EQ(guarded("(a*)b{2,}?c"), "(a*(?:))b{2,}?(?:)c");
  EXPECT_EQ(guarded("a+|b"), "a+(?:)|b");
  EXPECT_EQ(guarded("ab*"), "ab*");
  EXPECT_EQ(guarded("(a(b+))"), "(a(b+))");
  EXPECT_EQ(guarded("a?b"), "a?b");
}

TEST(RegexPattern, KeepsWhatOnlyLooksLikeARepetition) {
  for (const std::string_view pattern : {R"(\+b)", "[+*]b", "[]+*]b", "[^]+]b", R"([a\]+]b)", "[[:alpha:]+]b",
                                         R"(\Qa+b\E+)", R"(\x{41}b)", "a{b", "{1", "(?#a+)b", R"(\p{L}b)"}) {
    EXPECT_EQ(guarded(pattern), pattern);
  }
}

// The group would be what is repeated.
TEST(RegexPattern, KeepsARepetitionThatIsRepeated) {
  for (const std::string_view pattern : {"a+*", "a{2}{3}", "a+(?#comment)*"}) EXPECT_EQ(guarded(pattern), pattern);
  EXPECT_EQ(examine("a+ *b", {.extended = true}).text, "a+ *(?:)b");
  EXPECT_EQ(guarded("(?x)a+ *b"), "(?x)a+ *(?:)b");
  EXPECT_EQ(guarded("a+ *b"), "a+(?:) *(?:)b");
}

TEST(RegexPattern, ReportsReadsThatAreNotCounted) {
  for (const std::string_view pattern : {"a++b", "a*+b", "a{2,}+b", "(?>a+)b", "(?=.*b)a", "(?!(a+))b", "(?<=a{2})b"}) {
    EXPECT_TRUE(examine(pattern, {}).reads_unseen) << pattern;
  }
  for (const std::string_view pattern : {"a+b", "(?=b)a+", "(?:a+)b", "(?<name>a+)b", "(?<!a)b"}) {
    EXPECT_FALSE(examine(pattern, {}).reads_unseen) << pattern;
  }
}

TEST(RegexPattern, KnowsWhetherItHasBackReferences) {
  EXPECT_TRUE(examine(R"((a)\1)", {}).refers_back);
  EXPECT_TRUE(examine(R"((?<x>a)\k<x>)", {}).refers_back);
  EXPECT_FALSE(examine(R"((a)\d)", {}).refers_back);
}

}  // namespace
}  // namespace baton::jq
