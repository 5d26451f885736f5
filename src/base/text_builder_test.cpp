#include "base/text_builder.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace baton {
namespace {

TEST(TextBuilder, KeepsEveryPieceHoweverOftenItGrows) {
  TextBuilder built;
  std::string expected;
  for (int at = 0; at < 300; ++at) {
    const std::string piece(static_cast<std::size_t>(at), static_cast<char>('a' + at % 26));
    built.append(piece);
    built.append(',');
    built.append(2, '-');
    built.append(std::array{'<', '>'});
    built.append_number(at);
    expected += piece + ",--<>" + std::to_string(at);
  }
  EXPECT_EQ(std::move(built).finish(), expected);
}

TEST(TextBuilder, MayStayEmpty) {
  EXPECT_EQ(TextBuilder().finish(), "");
  EXPECT_EQ(TextBuilder(1000).finish(), "");
}

TEST(TextBuilder, WritesEveryInteger) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::vector<std::int64_t> numbers{Limits::min(), Limits::min() + 1, Limits::max() - 1, Limits::max(), 0};
  for (std::int64_t power = 1; power <= Limits::max() / 10; power *= 10) {
    for (const std::int64_t near : {power - 1, power, power + 1, 7 * power}) {
      numbers.push_back(near);
      numbers.push_back(-near);
    }
  }
  for (const std::int64_t number : numbers) {
    TextBuilder built;
    built.append_number(number);
    EXPECT_EQ(std::move(built).finish(), std::to_string(number));
  }
}

TEST(TextBuilder, AppendsAgainWhatStandsThereAlsoWhenItGrows) {
  TextBuilder built;
  built.append("(abc)");
  for (int i = 0; i < 100; ++i) built.append_again(1, 3);
  EXPECT_EQ(built.size(), 305U);
  const std::string text = std::move(built).finish();
  EXPECT_TRUE(text.starts_with("(abc)abcabc"));
  EXPECT_TRUE(text.ends_with("abcabc"));
}

TEST(TextBuilder, LetsTheLastCharacterBeReplaced) {
  TextBuilder built;
  built.append("[1,");
  built.last() = ']';
  EXPECT_EQ(std::move(built).finish(), "[1]");
}

}  // namespace
}  // namespace baton
