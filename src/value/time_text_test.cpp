#include <baton/detail/time_text.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baton::detail {
namespace {

constexpr TickUnit kDays{86'400, 1};
constexpr TickUnit kSeconds{1, 1};
constexpr TickUnit kMilliseconds{1, 1'000};
constexpr TickUnit kNanoseconds{1, 1'000'000'000};
constexpr TickUnit kUnits[] = {{31'556'952, 1}, kDays,         {60, 1},        kSeconds,
                               {1, 10},         kMilliseconds, {1, 1'000'000}, kNanoseconds};

TEST(DurationText, WritesHoursMinutesAndSeconds) {
  EXPECT_EQ(write_duration(5'400, kSeconds), "PT1H30M");
  EXPECT_EQ(write_duration(0, kSeconds), "PT0S");
  EXPECT_EQ(write_duration(-250, kMilliseconds), "-PT0.25S");
  EXPECT_EQ(write_duration(2, kDays), "PT48H");
  EXPECT_EQ(write_duration(1, kNanoseconds), "PT0.000000001S");
}

TEST(DurationText, ReadsWhatIsWholeTicks) {
  EXPECT_EQ(read_duration("P1W2DT3H4M5.5S", kMilliseconds), ((9 * 24 + 3) * 3'600 + 4 * 60) * 1'000 + 5'500);
  EXPECT_EQ(read_duration("-PT1M", kSeconds), -60);
  EXPECT_EQ(read_duration("PT36H", kDays), std::nullopt);
  EXPECT_EQ(read_duration("PT0.5S", kSeconds), std::nullopt);
  EXPECT_EQ(read_duration("PT0.50000000000S", kMilliseconds), 500);
}

TEST(DurationText, RefusesEverythingElse) {
  for (const char* text : {"",
                           "P",
                           "PT",
                           "1H",
                           "P1Y",
                           "P1M",
                           "PT1",
                           "PT1.S",
                           "PT1.5H",
                           "PT1S1M",
                           "PT1M1M",
                           "P1DT",
                           "PT 1S",
                           "PT1S ",
                           "+PT1S",
                           "PT-1S",
                           "P1H",
                           "PT1D",
                           "PT99999999999999999999S",
                           "P999999999999999999999999999999W",
                           "PT0.0000000001S",
                           "pt1s"}) {
    EXPECT_EQ(read_duration(text, kNanoseconds), std::nullopt) << text;
  }
}

TEST(InstantText, WritesUtcWithTheDigitsOfItsUnit) {
  EXPECT_EQ(write_instant(0, kSeconds), "1970-01-01T00:00:00Z");
  EXPECT_EQ(write_instant(1'769'903'999'123, kMilliseconds), "2026-01-31T23:59:59.123Z");
  EXPECT_EQ(write_instant(-1, kNanoseconds), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(write_instant(1, TickUnit{1, 10}), "1970-01-01T00:00:00.100Z");
  EXPECT_EQ(write_instant(19'782, kDays), "2024-02-29T00:00:00Z");
  EXPECT_EQ(write_instant(4'000'000, kDays), "+012921-08-18T00:00:00Z");
}

TEST(InstantText, ReadsAnyOffset) {
  EXPECT_EQ(read_instant("1970-01-01T01:30:00+01:30", kSeconds), 0);
  EXPECT_EQ(read_instant("1969-12-31T19:00:00-05:00", kSeconds), 0);
  EXPECT_EQ(read_instant("1970-01-01T00:00:00.5Z", kMilliseconds), 500);
}

TEST(InstantText, RefusesEverythingElse) {
  for (const char* text :
       {"", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z", "1970-00-01T00:00:00Z", "1970-01-00T00:00:00Z",
        "2023-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z",
        "1970-01-01 00:00:00Z", "1970-01-01T00:00:00Z ", "70-01-01T00:00:00Z", "+1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+24:00"}) {
    EXPECT_EQ(read_instant(text, kNanoseconds), std::nullopt) << text;
  }
  EXPECT_EQ(read_instant("1970-01-01T00:00:00.5Z", kSeconds), std::nullopt);
  EXPECT_EQ(read_instant("3000-01-01T00:00:00Z", kNanoseconds), std::nullopt) << "more ticks than 64 bits hold";
}

RC_GTEST_PROP(TimeText, ReadsBackEveryTickOfEveryUnit, (std::int64_t ticks)) {
  for (const TickUnit unit : kUnits) {
    for (const std::int64_t each :
         {ticks, static_cast<std::int64_t>(static_cast<std::uint64_t>(ticks) * 1'000'003), INT64_MIN, INT64_MAX}) {
      RC_ASSERT(read_duration(write_duration(each, unit), unit) == each);
      RC_ASSERT(read_instant(write_instant(each, unit), unit) == each);
    }
  }
}

}  // namespace
}  // namespace baton::detail
