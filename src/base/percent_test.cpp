#include "base/percent.hpp"

#include <gtest/gtest.h>

namespace baton {
namespace {

TEST(PercentDecoded, HasTheBytesOfTheDigits) {
  EXPECT_EQ(percent_decoded("a%20b%C3%a4%25"), "a b\xC3\xA4%");
  EXPECT_EQ(percent_decoded("1+2"), "1+2") << "a blank is %20 alone";
  EXPECT_EQ(percent_decoded(""), "");
  EXPECT_EQ(percent_decoded("%00"), std::string(1, '\0'));
}

TEST(PercentDecoded, IsNothingWhereDigitsAreMissing) {
  for (const char* const text : {"%", "a%2", "%2", "%zz", "%2g", "100%"}) EXPECT_FALSE(percent_decoded(text)) << text;
}

}  // namespace
}  // namespace baton
