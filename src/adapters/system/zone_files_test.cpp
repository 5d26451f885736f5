#include "adapters/system/zone_files.hpp"

#include "core/schedule/zone.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace baton::adapters {
namespace {

using namespace std::chrono_literals;

std::chrono::seconds offset_in(std::string_view name, std::chrono::year_month_day day) {
  const auto bytes = read_zone_file(name);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error());
  const auto zone = core::read_tzif(bytes.value_or(""));
  EXPECT_TRUE(zone) << name << (zone ? "" : ": " + zone.error());
  return core::segment_at(zone.value_or(core::Zone{}), std::chrono::sys_days{day}).offset;
}

TEST(ZoneFiles, AreThoseOfTheSystem) {
  using std::chrono::year;
  EXPECT_EQ(offset_in("Europe/Berlin", year{2026} / 7 / 1), std::chrono::seconds{2h});
  EXPECT_EQ(offset_in("Europe/Berlin", year{2026} / 1 / 1), std::chrono::seconds{1h});
  EXPECT_EQ(offset_in("Europe/Berlin", year{1800} / 1 / 1), 53min + 28s) << "by the sun";
  EXPECT_EQ(offset_in("Europe/Berlin", year{1945} / 7 / 1), std::chrono::seconds{3h}) << "double summer time";
  EXPECT_EQ(offset_in("America/New_York", year{2100} / 7 / 1), std::chrono::seconds{-4h});
  EXPECT_EQ(offset_in("Australia/Lord_Howe", year{2026} / 1 / 1), std::chrono::seconds{11h});
  EXPECT_EQ(offset_in("Asia/Kolkata", year{2026} / 1 / 1), std::chrono::seconds{5h + 30min});
  EXPECT_EQ(offset_in("America/Argentina/Buenos_Aires", year{2026} / 1 / 1), std::chrono::seconds{-3h});
  EXPECT_EQ(offset_in("Etc/GMT+5", year{2026} / 1 / 1), std::chrono::seconds{-5h});
}

TEST(ZoneFiles, AreNotFoundOutsideOfTheirFolder) {
  EXPECT_EQ(read_zone_file("../../../etc/passwd").error(), "it is not the name of a time zone");
  EXPECT_FALSE(read_zone_file("Europe"));
  EXPECT_FALSE(read_zone_file("Europe/Berlim"));
}

}  // namespace
}  // namespace baton::adapters
