// The runtime's limits.
#pragma once

#include <baton/time.hpp>

#include <cstddef>

namespace baton::runtime {

inline constexpr std::size_t kMaxWritesPerCommit = 1'000;
// Handled one after the other before the committer is looked after.
inline constexpr std::size_t kEventsPerTurn = 128;
// Instances kept in memory; further ones are loaded when something happens to them.
inline constexpr std::size_t kMaxCachedInstances = 20'000;
// Starts and commands that wait for their turn; further ones are refused as overloaded.
inline constexpr std::size_t kMaxQueuedCommands = 100'000;
inline constexpr std::size_t kRecoveryPage = 1'000;
inline constexpr std::size_t kTimerPage = 1'000;
// Due timers on their way to their instances; further ones stay in the store meanwhile.
inline constexpr std::size_t kMaxFiredTimers = 4'000;
// After a failure that may pass, the store is tried again after this, doubled each time up to the second one.
inline constexpr Duration kFirstStoreRetry = std::chrono::milliseconds{50};
inline constexpr Duration kLastStoreRetry = std::chrono::seconds{5};
inline constexpr std::size_t kMaxInstanceIdBytes = 128;

}  // namespace baton::runtime
