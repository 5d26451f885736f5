// The runtime's limits.
#pragma once

#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>

namespace baton::runtime {

inline constexpr std::size_t kMaxWritesPerCommit = 1'000;
// Handled one after the other before the journal is asked for its answers.
inline constexpr std::size_t kEventsPerTurn = 128;
// Likewise: beyond so many steps of expressions, which take about a fifth of a second, the next event waits for the next turn.
// A request to the loop waits for one turn.
inline constexpr std::uint64_t kStepsPerTurn = 4'000'000;
// Instances kept in memory; further ones are loaded when something happens to them.
inline constexpr std::size_t kMaxCachedInstances = 20'000;
// Starts and commands that wait for their turn; further ones are refused as overloaded.
inline constexpr std::size_t kMaxQueuedCommands = 100'000;
// Calls of one kind that wait until the gateway has room for them. Beyond that nothing new is started, and no interrupted
// instance continued; what runs already may add more.
inline constexpr std::size_t kMaxWaitingCalls = 100'000;
// A message to another instance that has not been received is sent again after this.
inline constexpr Duration kResendAfter = std::chrono::seconds{30};
// Programs that children wait for and that the log names; they wait for others all the same.
inline constexpr std::size_t kMaxMissingPrograms = 1'000;
// Published events that wait for their commit, and their bytes; further ones are refused as overloaded.
inline constexpr std::size_t kMaxQueuedEvents = 100'000;
inline constexpr std::size_t kMaxQueuedEventBytes = std::size_t{256} << 20;
// Published events of one commit, and their bytes.
inline constexpr std::size_t kMaxEventsPerCommit = 4'000;
inline constexpr std::size_t kMaxEventBytesPerCommit = std::size_t{16} << 20;
// While events are appended, the log is trimmed after so many, and at the latest after this time.
inline constexpr std::uint64_t kEventsBetweenTrims = 1'000;
inline constexpr Duration kTimeBetweenTrims = std::chrono::minutes{10};
// Instances with a listener that waits for an event, and stored definitions, that are read at a time.
inline constexpr std::size_t kListenerPage = 1'000;
inline constexpr std::size_t kDefinitionPage = 100;
// Listeners for which the log is looked at together, and the events that are then read, shared by them; but two for each.
inline constexpr std::size_t kListenersPerLook = 256;
inline constexpr std::size_t kEventsPerLook = 2'048;
// Instances to which an event is on its way, or for which the log is looked at; beyond that no further ones are looked for.
inline constexpr std::size_t kMaxArrivals = 4'000;
inline constexpr std::size_t kRecoveryPage = 1'000;
inline constexpr std::size_t kTimerPage = 1'000;
// Due timers on their way to their instances; further ones stay in the store meanwhile.
inline constexpr std::size_t kMaxFiredTimers = 4'000;
// After a failure that may pass, the store is tried again after this, doubled each time up to the second one.
inline constexpr Duration kFirstStoreRetry = std::chrono::milliseconds{50};
inline constexpr Duration kLastStoreRetry = std::chrono::seconds{5};
inline constexpr std::size_t kMaxInstanceIdBytes = 128;
// A child's id is its parent's run id with a revision and a position.
inline constexpr std::size_t kMaxRunIdBytes = 96;

// What may be stored. A time: what ISO 8601 writes with four digits for the year, 0000-01-01 to 9999-12-31. The time of an
// instance's last event ends earlier, so that no duration of the DSL added to it (core::kMaxDuration, twice where a delay
// has a jitter) leads out of that.
inline constexpr Timestamp kEarliestTime{Duration{-62'167'219'200'000}};
inline constexpr Timestamp kLatestTime{Duration{253'402'300'799'999}};
inline constexpr Timestamp kLatestEventTime = kLatestTime - std::chrono::hours{24 * 366 * 1'000};
[[nodiscard]] constexpr bool is_storable(Timestamp time) {
  return kEarliestTime <= time && time <= kLatestTime;
}
// Counters that one transition increases: revisions and parts, and the numbers of frames, timers and attempts. There is
// room above for whatever one transition may add.
inline constexpr std::uint64_t kMaxRevision = std::uint64_t{1} << 62;
inline constexpr std::uint32_t kMaxCounter = 0xF000'0000;

}  // namespace baton::runtime
