#include "core/schedule/zone.hpp"

#include "core/schedule/zone_test_support.hpp"

#include <gtest/gtest.h>

#include <random>

namespace baton::core {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

sys_seconds at(int year, unsigned month, unsigned day, seconds time = {}) {
  return sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} + time;
}

TEST(Zone, IsUtcByDefault) {
  EXPECT_EQ(segment_at(Zone{}, at(2026, 7, 1)), (Segment{.begin = kFirstInstant, .end = kLastInstant, .offset = 0s}));
}

TEST(Zone, ChangesByItsYearlyRule) {
  const Zone berlin = zone_by(kBerlin);
  EXPECT_EQ(segment_at(berlin, at(2026, 7, 1)),
            (Segment{.begin = at(2026, 3, 29, 1h), .end = at(2026, 10, 25, 1h), .offset = 2h}));
  EXPECT_EQ(segment_at(berlin, at(2026, 1, 1)),
            (Segment{.begin = at(2025, 10, 26, 1h), .end = at(2026, 3, 29, 1h), .offset = 1h}));
  EXPECT_EQ(segment_at(berlin, at(2026, 3, 29, 1h)).offset, seconds{2h});
  EXPECT_EQ(segment_at(berlin, at(2026, 3, 29, 1h) - 1s).offset, seconds{1h});
  EXPECT_EQ(segment_at(berlin, at(9000, 7, 1)).offset, seconds{2h});
  EXPECT_EQ(segment_at(zone_by(kNewYork), at(2026, 3, 8, 7h)).begin, at(2026, 3, 8, 7h));
  EXPECT_EQ(segment_at(zone_by(kLordHowe), at(2026, 1, 1)),
            (Segment{.begin = at(2025, 10, 4, 15h + 30min), .end = at(2026, 4, 4, 15h), .offset = 11h}));
  EXPECT_EQ(segment_at(zone_by(kKolkata), at(2026, 1, 1)).offset, seconds{5h + 30min});
}

TEST(Zone, ChangesAsItsFileListsItAndThenByItsRule) {
  const WrittenZone written{.first_offset = 3'000,
                            .changes = {{.at = at(1990, 1, 1), .offset = 0s}, {.at = at(2000, 1, 1), .offset = 1h}},
                            .rule = kBerlin};
  const Zone zone = read_tzif(tzif_bytes(written)).value();
  EXPECT_EQ(segment_at(zone, at(1980, 1, 1)),
            (Segment{.begin = kFirstInstant, .end = at(1990, 1, 1), .offset = 3'000s}));
  EXPECT_EQ(segment_at(zone, at(1995, 1, 1)), (Segment{.begin = at(1990, 1, 1), .end = at(2000, 1, 1), .offset = 0s}));
  EXPECT_EQ(segment_at(zone, at(2000, 2, 1)),
            (Segment{.begin = at(2000, 1, 1), .end = at(2000, 3, 26, 1h), .offset = 1h}));
  EXPECT_EQ(segment_at(zone, at(2000, 7, 1)).offset, seconds{2h});
}

TEST(Zone, KnowsAllFormsOfRules) {
  const YearlyRule all_year = parse_yearly_rule("XXX3EDT4,0/0,J365/23").value();
  EXPECT_EQ(segment_at(Zone{.changes = {}, .rule = all_year}, at(2027, 1, 1)).offset, seconds{-4h});
  EXPECT_EQ(segment_at(Zone{.changes = {}, .rule = all_year}, at(2027, 7, 1)).offset, seconds{-4h});
  const YearlyRule greenland = parse_yearly_rule("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1").value();
  EXPECT_EQ(segment_at(Zone{.changes = {}, .rule = greenland}, at(2026, 7, 1)).begin, at(2026, 3, 29, 1h));
  const YearlyRule julian = parse_yearly_rule("AAA0BBB,J60/0,300/0").value();
  EXPECT_EQ(segment_at(Zone{.changes = {}, .rule = julian}, at(2028, 7, 1)).begin, at(2028, 3, 1));
  EXPECT_EQ(segment_at(Zone{.changes = {}, .rule = julian}, at(2028, 7, 1)).end, at(2028, 10, 26, 23h));
}

TEST(Zone, RefusesRulesThatAreNone) {
  for (const std::string_view text :
       {"", "CE-1", "CET", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x",
        "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1", "CET-1:60", "CET-1CEST,J0,J3", "CET-1CEST,366,3", "CET-1CEST,M3,M4",
        "CET-99999999999"}) {
    EXPECT_FALSE(parse_yearly_rule(text)) << text;
  }
}

TEST(Zone, RefusesBytesThatAreNoZone) {
  const std::string good =
      tzif_bytes({.first_offset = 0, .changes = {{.at = at(2000, 1, 1), .offset = 1h}}, .rule = kBerlin});
  ASSERT_TRUE(read_tzif(good));
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(read_tzif(good.substr(0, size))) << size;
  std::string old = good;
  old[4] = '\0';
  EXPECT_EQ(read_tzif(old).error(), "it is of version 1, which ends in 2037");
  EXPECT_EQ(read_tzif(std::string(kMaxZoneBytes + 1, 'x')).error(), "it is too large");
  EXPECT_EQ(read_tzif("hello").error(), "it is no TZif file");
}

TEST(Zone, ReadsNothingOutsideOfDamagedBytes) {
  const std::string good =
      tzif_bytes({.first_offset = 0,
                  .changes = {{.at = at(2000, 1, 1), .offset = 1h}, {.at = at(2001, 1, 1), .offset = 2h}},
                  .rule = kBerlin});
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good;
    for (int changes = 0; changes < 3; ++changes) bytes[random() % bytes.size()] = static_cast<char>(random());
    const auto zone = read_tzif(bytes);
    if (!zone) continue;
    const Segment segment = segment_at(*zone, at(2026, 1, 1));
    EXPECT_LE(segment.begin, at(2026, 1, 1));
    EXPECT_GT(segment.end, at(2026, 1, 1));
  }
}

TEST(Zone, HasANameThatStaysInItsFolder) {
  for (const std::string_view name :
       {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "GB-Eire"}) {
    EXPECT_TRUE(is_zone_name(name)) << name;
  }
  for (const std::string_view name :
       {"", "/etc/passwd", "../passwd", "Europe//Berlin", "Europe/", ".", "a b", "Europe/Berlin\n"}) {
    EXPECT_FALSE(is_zone_name(name)) << name;
  }
}

}  // namespace
}  // namespace baton::core
