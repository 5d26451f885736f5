#include "money.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

TEST(Money, IsReadToTheLastCent) {
  EXPECT_EQ(read_money("12500.00 EUR"), (Money{.minor = 12'500'00, .currency = Currency::Eur}));
  EXPECT_EQ(read_money("0.07 USD"), (Money{.minor = 7, .currency = Currency::Usd}));
  EXPECT_EQ(read_money("3 EUR"), (Money{.minor = 3'00, .currency = Currency::Eur}));
}

TEST(Money, ReadsBackAsItIsWritten) {
  for (const std::int64_t minor : {0L, 1L, 99L, 100L, 10'000'01L, 9'999'999'999'999'999'99L}) {
    const Money money{.minor = minor, .currency = Currency::Usd};
    EXPECT_EQ(read_money(to_text(money)), money);
  }
  EXPECT_EQ(to_text({.minor = -5, .currency = Currency::Eur}), "-0.05 EUR");
}

TEST(Money, IsNeverRoundedOrGuessed) {
  for (const std::string_view text : {"", "12", "12 GBP", "1.5 EUR", "0.005 EUR", "-1.00 EUR", "1,000.00 EUR",
                                      ".50 EUR", "1. EUR", "1e3 EUR", " 1.00 EUR", "99999999999999999.00 EUR"}) {
    EXPECT_FALSE(read_money(text)) << text;
  }
}

}  // namespace
}  // namespace payment
