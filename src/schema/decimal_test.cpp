#include "schema/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace baton::schema {
namespace {

bool is_multiple(std::string_view number, std::string_view divisor) {
  Meter meter(1'000'000);
  return Divisor(divisor).divides(Decimal::from(number), meter);
}

TEST(Decimal, IsTheSameForAllSpellingsOfANumber) {
  for (const std::string_view text : {"100", "1e2", "1E+2", "100.00", "-100", "0.1e3", "10000e-2"}) {
    EXPECT_EQ(Decimal::from(text).digits, "1") << text;
    EXPECT_EQ(Decimal::from(text).exponent, 2) << text;
  }
  for (const std::string_view text : {"0", "-0", "0.000", "0e999999999999999999999"}) {
    EXPECT_TRUE(Decimal::from(text).is_zero()) << text;
  }
}

TEST(Decimal, IsACountUpToTheLargest) {
  EXPECT_EQ(count_from("0"), 0U);
  EXPECT_EQ(count_from("12.0"), 12U);
  EXPECT_EQ(count_from("1e18"), 1'000'000'000'000'000'000U);
  EXPECT_EQ(count_from("1e99999999999999999999999"), UINT64_MAX);
}

TEST(Divisor, DividesExactly) {
  EXPECT_TRUE(is_multiple("0.3", "0.1"));
  EXPECT_TRUE(is_multiple("19.99", "0.01"));
  EXPECT_FALSE(is_multiple("19.995", "0.01"));
  EXPECT_TRUE(is_multiple("0", "7"));
  EXPECT_TRUE(is_multiple("-4.50", "1.5"));
  EXPECT_TRUE(is_multiple("1e308", "0.123456789e-3") == false);
  EXPECT_TRUE(is_multiple("1e400", "0.5"));
  EXPECT_TRUE(is_multiple("1e400", "1024"));
  EXPECT_FALSE(is_multiple("1e9", "1024"));
  EXPECT_TRUE(is_multiple("1e10", "1024"));
  EXPECT_TRUE(is_multiple("123456789012345678901234567890", "12345678901234567890123456789"));
  EXPECT_FALSE(is_multiple("123456789012345678901234567891", "12345678901234567890123456789"));
}

// The same by integers, and the same whatever power of ten is taken out of both.
RC_GTEST_PROP(Divisor, AgreesWithIntegers, ()) {
  const auto number = *rc::gen::inRange<std::uint64_t>(0, 1'000'000'000'000);
  const auto divisor = *rc::gen::inRange<std::uint64_t>(1, 5'000);
  const auto exponent = *rc::gen::inRange(-30, 30);
  const std::string power = "e" + std::to_string(exponent);
  RC_ASSERT(is_multiple(std::to_string(number) + power, std::to_string(divisor) + power) == (number % divisor == 0));
  // A factor of more than 18 digits takes the way of long divisors.
  const std::string factor = "1000000000000000000000000000057";
  Meter meter(1'000'000);
  RC_ASSERT(Divisor(factor).divides(Decimal::from(factor + "e3"), meter));
}

}  // namespace
}  // namespace baton::schema
