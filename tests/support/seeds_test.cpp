#include "support/seeds.hpp"

#include <gtest/gtest.h>

namespace baton::tests {
namespace {

TEST(Seeds, AreTwoNumbers) {
  EXPECT_EQ(parse_seeds("1..5000"), (Seeds{.first = 1, .last = 5000}));
  EXPECT_EQ(parse_seeds("7..7"), (Seeds{.first = 7, .last = 7}));
}

TEST(Seeds, AreRefusedIfTheyAreNotNumbers) {
  for (const char* text : {"", "1", "..", "1..", "..1", "2..1", "1..2x", "-1..2", "1...2", "1..99999999999999999999"}) {
    EXPECT_EQ(parse_seeds(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace baton::tests
