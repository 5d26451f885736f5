#include "base/indirect.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton {
namespace {

TEST(Indirect, HoldsAValueFromTheBeginning) {
  EXPECT_EQ(*Indirect<std::string>(), "");
  EXPECT_EQ(*Indirect<std::string>(std::string("a")), "a");
}

TEST(Indirect, CopiesAreDeep) {
  const Indirect<std::string> original = std::string("a");
  Indirect<std::string> copy = original;
  *copy += "b";
  EXPECT_EQ(*original, "a");
  EXPECT_EQ(*copy, "ab");
  copy = original;
  EXPECT_EQ(copy, original);
}

TEST(Indirect, ComparesItsValues) {
  EXPECT_EQ(Indirect<std::string>(std::string("a")), Indirect<std::string>(std::string("a")));
  EXPECT_NE(Indirect<std::string>(std::string("a")), Indirect<std::string>());
}

TEST(Indirect, CanBeAssignedToAfterAMove) {
  Indirect<std::string> source = std::string("a");
  const Indirect<std::string> target = std::move(source);
  EXPECT_EQ(*target, "a");
  source = std::string("b");
  EXPECT_EQ(*source, "b");
}

}  // namespace
}  // namespace baton
