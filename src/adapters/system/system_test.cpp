#include "adapters/system/system.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace baton::adapters {
namespace {

TEST(RandomIds, AreSixteenDigitsOfBase32) {
  const auto ids = random_ids();
  for (int i = 0; i < 100; ++i) {
    const std::string id = ids->next_id();
    EXPECT_EQ(id.size(), 16u);
    EXPECT_TRUE(std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v'); })) << id;
  }
}

TEST(RandomIds, DoNotRepeatWithinOrAcrossSources) {
  std::set<std::string> ids;
  std::set<std::uint64_t> seeds;
  for (int source = 0; source < 4; ++source) {
    const auto random = random_ids();
    for (int i = 0; i < 1'000; ++i) {
      ids.insert(random->next_id());
      seeds.insert(random->next_seed());
    }
  }
  EXPECT_EQ(ids.size(), 4'000u);
  EXPECT_EQ(seeds.size(), 4'000u);
}

TEST(SystemClock, TellsTheWallClockTime) {
  const auto before = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const Timestamp now = system_clock()->now();
  const auto after = std::chrono::system_clock::now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, after);
}

}  // namespace
}  // namespace baton::adapters
