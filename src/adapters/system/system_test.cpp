#include "adapters/system/system.hpp"
#include "adapters/system/process_clock.hpp"

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

TEST(SystemClock, ShowsTheWallClockTime) {
  const auto by_the_wall = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  EXPECT_LT(std::chrono::abs(system_clock()->now() - by_the_wall), std::chrono::minutes{1});
}

TEST(SystemClock, IsTheSameForAllOfTheProcess) {
  const auto one = system_clock();
  const auto other = system_clock();
  const Timestamp first = one->now();
  const Timestamp second = other->now();
  const Timestamp third = one->now();
  EXPECT_LE(first, second);
  EXPECT_LE(second, third);
}

struct Sources {
  TimeSources::Wall wall{std::chrono::hours{1'000}};
  std::chrono::nanoseconds elapsed = std::chrono::hours{7};

  ProcessClock clock() {
    return ProcessClock({.wall = [this] { return wall; }, .elapsed = [this] { return elapsed; }});
  }
};

TEST(ProcessClock, BeginsWithTheWallClock) {
  Sources sources;
  ProcessClock clock = sources.clock();
  EXPECT_EQ(clock.now(), Timestamp{std::chrono::hours{1'000}});
}

TEST(ProcessClock, ContinuesWhenTheWallClockIsSet) {
  for (const auto step : {-std::chrono::hours{1}, std::chrono::hours{1}}) {
    Sources sources;
    ProcessClock clock = sources.clock();
    const Timestamp due = clock.now() + std::chrono::seconds{3};
    sources.wall += step;
    EXPECT_LT(clock.now(), due);
    sources.elapsed += std::chrono::seconds{3};
    EXPECT_EQ(clock.now(), due);
  }
}

TEST(ProcessClock, OfAnotherProcessFollowsTheWallClock) {
  Sources sources;
  ProcessClock before = sources.clock();
  sources.wall -= std::chrono::hours{1};
  ProcessClock after = sources.clock();
  EXPECT_EQ(after.now(), before.now() - std::chrono::hours{1});
}

}  // namespace
}  // namespace baton::adapters
