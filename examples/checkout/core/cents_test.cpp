#include "cents.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace checkout {
namespace {

constexpr Cents kMost{std::numeric_limits<std::int64_t>::max()};

TEST(Cents, AddAndMultiplyExactly) {
  EXPECT_EQ(times(Cents{10}, 3), Cents{30});  // 0.10 three times is 0.30, and no sum of doubles
  EXPECT_EQ(plus(Cents{10}, Cents{20}), Cents{30});
}

TEST(Cents, SayWhenAResultDoesNotFit) {
  EXPECT_EQ(times(kMost, 2), std::nullopt);
  EXPECT_EQ(plus(kMost, Cents{1}), std::nullopt);
  EXPECT_EQ(plus(kMost, Cents{0}), kMost);
}

TEST(Cents, AreWrittenWithTwoDigits) {
  EXPECT_EQ(to_text(Cents{1'000'05}), "1000.05");
  EXPECT_EQ(to_text(Cents{-5}), "-0.05");
}

}  // namespace
}  // namespace checkout
