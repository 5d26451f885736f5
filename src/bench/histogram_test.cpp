#include "bench/histogram.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace baton::bench {
namespace {

TEST(Histogram, GivesSmallNumbersExactly) {
  Histogram numbers;
  for (std::uint64_t i = 1; i <= 60; ++i) numbers.add(i);
  EXPECT_EQ(numbers.count(), 60U);
  EXPECT_EQ(numbers.median(), 30);
  EXPECT_EQ(numbers.percentile(0.99), 60);
  EXPECT_EQ(numbers.percentile(0), 1);
}

TEST(Histogram, GivesLargeNumbersWithinTwoPercent) {
  for (std::uint64_t number = 1; number < std::numeric_limits<std::uint64_t>::max() / 3; number = number * 3 + 1) {
    Histogram numbers;
    numbers.add(number);
    EXPECT_NEAR(numbers.median(), static_cast<double>(number), static_cast<double>(number) * 0.02);
  }
}

TEST(Histogram, KeepsTheOrderOfWhatItCounts) {
  Histogram numbers;
  for (std::uint64_t i = 0; i < 100'000; ++i) numbers.add(i);
  EXPECT_NEAR(numbers.percentile(0.5), 50'000, 1'000);
  EXPECT_NEAR(numbers.percentile(0.999), 99'900, 2'000);
}

TEST(Histogram, HoldsTheLargestNumber) {
  Histogram numbers;
  numbers.add(std::numeric_limits<std::uint64_t>::max());
  EXPECT_GT(numbers.median(), 1.8e19);
}

TEST(Histogram, IsEmptyAfterClearing) {
  Histogram numbers;
  numbers.add(7);
  numbers.clear();
  EXPECT_EQ(numbers.count(), 0U);
  EXPECT_EQ(numbers.median(), 0);
}

}  // namespace
}  // namespace baton::bench
