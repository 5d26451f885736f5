#include "dsl/names.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace baton::dsl {
namespace {

TEST(Names, OfWorkflowsAreDnsLabels) {
  for (const auto* good : {"a", "order-pet", "A1", "0"}) EXPECT_TRUE(is_workflow_name(good)) << good;
  for (const auto* bad : {"", "-a", "a-", "a_b", "a.b", "ä"}) EXPECT_FALSE(is_workflow_name(bad)) << bad;
  EXPECT_TRUE(is_workflow_name(std::string(63, 'a')));
  EXPECT_FALSE(is_workflow_name(std::string(64, 'a')));
}

TEST(Names, SemanticVersionsFollowTheStandard) {
  for (const auto* good : {"0.0.0", "1.2.3", "10.20.30", "1.0.0-alpha.1", "1.0.0-0a", "1.0.0+001", "1.0.0-a-b+c.d"}) {
    EXPECT_TRUE(is_semantic_version(good)) << good;
  }
  for (const auto* bad :
       {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0+", "v1.0.0", "1.0.x", "1..0", "1.0.0-a..b"}) {
    EXPECT_FALSE(is_semantic_version(bad)) << bad;
  }
}

TEST(Names, OperatorMethodsHaveOneDot) {
  for (const auto* good : {"payment.charge", "_a.b-c", "A1.b2"}) EXPECT_TRUE(is_operator_method(good)) << good;
  for (const auto* bad : {"payment", "a.b.c", ".b", "a.", "1a.b", "a.-b", "a b.c"}) {
    EXPECT_FALSE(is_operator_method(bad)) << bad;
  }
}

TEST(Names, TheNearestCandidateIsTheOneMeant) {
  constexpr std::array<std::string_view, 4> kKinds = {"call", "switch", "set", "exceptWhen"};
  EXPECT_EQ(nearest("cal", kKinds), "call");
  EXPECT_EQ(nearest("Switch", kKinds), "switch");
  EXPECT_EQ(nearest("swich", kKinds), "switch");
  EXPECT_EQ(nearest("except_when", kKinds), "exceptWhen");
  EXPECT_EQ(nearest("timeout", kKinds), std::nullopt);
  EXPECT_EQ(nearest("x", kKinds), std::nullopt);
}

TEST(Names, AreShortenedBetweenCharacters) {
  EXPECT_EQ(shortened("short"), "short");
  EXPECT_EQ(shortened(std::string(59, 'a') + "ää"), std::string(59, 'a') + "…");
}

TEST(Names, LongListsAreCounted) {
  EXPECT_EQ(listed(std::vector<std::string_view>{"a", "b"}), "a, b");
  EXPECT_EQ(listed(std::vector<std::string_view>(14, "x")), "x, x, x, x, x, x, x, x, x, x, x, x, and 2 more");
}

TEST(Names, PointersEscapeTheirSeparators) {
  EXPECT_EQ(escape_pointer("a/b~c"), "a~1b~0c");
}

}  // namespace
}  // namespace baton::dsl
