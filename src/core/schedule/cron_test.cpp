#include "core/schedule/cron.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::core {
namespace {

Cron parsed(std::string_view text) {
  auto cron = parse_cron(text);
  EXPECT_TRUE(cron) << text << ": " << cron.error();
  return cron.value_or(Cron{});
}
std::string error_of(std::string_view text) {
  auto cron = parse_cron(text);
  return cron ? "" : cron.error();
}
template <std::size_t N>
std::string values(const std::bitset<N>& bits) {
  std::string list;
  for (std::size_t i = 0; i < N; ++i) {
    if (bits.test(i)) list += (list.empty() ? "" : " ") + std::to_string(i);
  }
  return list;
}

TEST(Cron, HasFiveFields) {
  const Cron cron = parsed("5 4 3 2 1");
  EXPECT_EQ(values(cron.minutes), "5");
  EXPECT_EQ(values(cron.hours), "4");
  EXPECT_EQ(values(cron.days), "3");
  EXPECT_EQ(values(cron.months), "2");
  EXPECT_EQ(values(cron.weekdays), "1");
  EXPECT_FALSE(cron.any_day || cron.any_weekday);
  EXPECT_TRUE(parsed("0 0 * * *").any_day);
  EXPECT_EQ(values(cron.seconds), "0");
  EXPECT_EQ(error_of(""),
            "it must have 5 fields (minute, hour, day of the month, month, day of the week), or 6 with the second "
            "before them, "
            "not 0");
  EXPECT_EQ(error_of("0 0 0 * * * *").substr(0, 21), "it must have 5 fields");
}

TEST(Cron, HasSecondsInFrontWhereItHasSixFields) {
  const Cron cron = parsed("*/20 5 4 3 2 1");
  EXPECT_EQ(values(cron.seconds), "0 20 40");
  EXPECT_EQ(values(cron.minutes), "5");
  EXPECT_EQ(values(cron.weekdays), "1");
  EXPECT_EQ(parsed("0 5 4 3 2 1"), parsed("5 4 3 2 1"));
  EXPECT_EQ(error_of("60 * * * * *"), "the second must be from 0 to 59, not '60'");
}

TEST(Cron, HasListsRangesAndSteps) {
  EXPECT_EQ(values(parsed("*/15 * * * *").minutes), "0 15 30 45");
  EXPECT_EQ(values(parsed("50/5 * * * *").minutes), "50 55");
  EXPECT_EQ(values(parsed("1,10-20/5,59 * * * *").minutes), "1 10 15 20 59");
  EXPECT_EQ(values(parsed("  0\t9-17  * * *").hours), "9 10 11 12 13 14 15 16 17");
}

TEST(Cron, KnowsTheNamesOfMonthsAndWeekdays) {
  EXPECT_EQ(values(parsed("0 0 * jan,Mar-MAY *").months), "1 3 4 5");
  EXPECT_EQ(values(parsed("0 0 * * MON-fri").weekdays), "1 2 3 4 5");
  EXPECT_EQ(values(parsed("0 0 * * 5-7").weekdays), "0 5 6") << "7 is Sunday, too";
}

TEST(Cron, KnowsItsMacros) {
  EXPECT_EQ(parsed("@daily"), parsed("0 0 * * *"));
  EXPECT_EQ(parsed("@weekly"), parsed("0 0 * * SUN"));
  EXPECT_EQ(error_of("@reboot"), "there is no '@reboot'");
}

TEST(Cron, RefusesWhatIsOutOfRange) {
  EXPECT_EQ(error_of("60 * * * *"), "the minute must be from 0 to 59, not '60'");
  EXPECT_EQ(error_of("* 24 * * *"), "the hour must be from 0 to 23, not '24'");
  EXPECT_EQ(error_of("* * 0 * *"), "the day of the month must be from 1 to 31, not '0'");
  EXPECT_EQ(error_of("* * * 13 *"), "the month must be from 1 to 12, not '13'");
  EXPECT_EQ(error_of("* * * * 8"), "the day of the week must be from 0 to 7, not '8'");
  EXPECT_EQ(error_of("*/0 * * * *"), "the step in the minute must be from 1 to 59, not '0'");
  EXPECT_EQ(error_of("5-1 * * * *"), "the minute '5-1' ends before it begins; write two ranges");
  for (const std::string_view text :
       {"a * * * *", "1, * * * *", "-1 * * * *", "1- * * * *", "1/ * * * *", "1//2 * * * *", "* * L * *", "* * ? * *",
        "* * * * 5#2", "99999999999999999999 * * * *"}) {
    EXPECT_NE(error_of(text), "") << text;
  }
}

TEST(Cron, RefusesADayThatNeverComes) {
  EXPECT_EQ(error_of("0 0 31 2,4 *"), "no month that it names has such a day");
  EXPECT_EQ(error_of("0 0 30 FEB *"), "no month that it names has such a day");
  EXPECT_EQ(error_of("0 0 29 2 *"), "");
  EXPECT_EQ(error_of("0 0 31 2 MON"), "") << "Mondays in February come";
}

}  // namespace
}  // namespace baton::core
