#include "runtime/arrivals.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

core::ReadyListener listener_at(std::uint32_t id, std::uint64_t position) {
  return {.id = ListenerId{id}, .pattern = "p", .correlation = "", .position = position};
}

FoundEvents events_at(const std::vector<std::uint64_t>& positions) {
  FoundEvents found;
  for (const std::uint64_t position : positions) {
    found.rows.push_back({.position = position, .at = {}, .key = "k", .type = "t", .body = "{}"});
  }
  return found;
}

std::optional<std::uint64_t> position_of(const std::optional<core::Arrival>& arrival) {
  return arrival ? std::optional(arrival->position) : std::nullopt;
}

// It may be ignored when it arrives, because the instance has been suspended meanwhile.
TEST(ReadAhead, GivesAnEventAgainUntilItsListenerHasMovedPastIt) {
  std::vector<FoundEvents> found{events_at({3, 5})};
  ReadAhead ahead({listener_at(1, 0)}, found);
  const std::vector waits{listener_at(1, 0)};
  EXPECT_EQ(position_of(ahead.next(waits)), 3U);
  EXPECT_EQ(position_of(ahead.next(waits)), 3U);
  const std::vector has_moved{listener_at(1, 3)};
  EXPECT_EQ(position_of(ahead.next(has_moved)), 5U);
  const std::vector has_all{listener_at(1, 5)};
  EXPECT_EQ(ahead.next(has_all), std::nullopt);
}

TEST(ReadAhead, KeepsTheEventsOfAListenerThatTakesNoneAtTheMoment) {
  std::vector<FoundEvents> found{events_at({3}), events_at({4})};
  ReadAhead ahead({listener_at(1, 0), listener_at(2, 0)}, found);
  const std::vector only_second{listener_at(2, 0)};
  EXPECT_EQ(position_of(ahead.next(only_second)), 4U);
  const std::vector both{listener_at(1, 0), listener_at(2, 4)};
  EXPECT_EQ(position_of(ahead.next(both)), 3U);
}

}  // namespace
}  // namespace baton::runtime
