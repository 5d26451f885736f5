#include "base/boxed.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton {
namespace {

TEST(Boxed, CopiesAreDeep) {
  const Boxed<std::string> original = std::string("a");
  Boxed<std::string> copy = original;
  *copy += "b";
  EXPECT_EQ(*original, "a");
  EXPECT_EQ(*copy, "ab");
  copy = original;
  EXPECT_EQ(copy, original);
}

TEST(Boxed, ComparesLikeAnOptional) {
  const Boxed<std::string> none;
  EXPECT_EQ(none, Boxed<std::string>());
  EXPECT_EQ(none, std::nullopt);
  EXPECT_NE(none, Boxed<std::string>(std::string()));
  EXPECT_EQ(Boxed<std::string>(std::string("a")), Boxed<std::string>(std::string("a")));
  EXPECT_NE(Boxed<std::string>(std::string("a")), Boxed<std::string>(std::string("b")));
}

TEST(Boxed, ConvertsToAndFromAnOptional) {
  const std::optional<std::string> there = "a";
  const Boxed<std::string> boxed = there;
  EXPECT_EQ(std::optional<std::string>(boxed), there);
  EXPECT_EQ(std::optional<std::string>(Boxed<std::string>(std::optional<std::string>())), std::nullopt);
}

TEST(Boxed, IsEmptyAfterReset) {
  Boxed<std::string> boxed;
  boxed.emplace() = "a";
  EXPECT_TRUE(boxed.has_value());
  boxed.reset();
  EXPECT_FALSE(boxed.has_value());
}

}  // namespace
}  // namespace baton
