// The core's limits.
#pragma once

#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <cstdint>

namespace baton::core {

inline constexpr std::uint32_t kMaxTasksPerTransition = 1'000;
inline constexpr std::size_t kMaxBytesPerTransition = std::size_t{1} << 20;
// Of expressions, as jq::Budget counts them: some 50 ms.
inline constexpr std::uint64_t kMaxStepsPerTransition = 1'000'000;
// How long a cancelled task's call in flight is awaited, if its outcome matters, where neither metadata.drain nor a timeout of
// the task says so.
inline constexpr Duration kDrainLimit = std::chrono::seconds{30};
// Depth of an instance's activity: nested tasks in progress.
inline constexpr std::size_t kMaxFrameDepth = 200;
// Tasks in progress at the same time within one instance, those around a task not counted: a fork may have this many branches.
inline constexpr std::size_t kMaxFrames = 10'000;
// Levels of a family: an instance, its children, their children, … A workflow that starts itself ends here.
inline constexpr std::uint32_t kMaxFamilyLevels = 100;
// Levels of nesting of any data of an instance: as many as JSON text may have, so that what comes out can go in again. What
// is stored nests it a few levels deeper, which reading it allows.
inline constexpr std::size_t kMaxDataDepth = JsonLimits{}.max_depth;
// One piece of data, in memory and as text; a store takes no longer texts.
inline constexpr std::size_t kMaxDataBytes = std::size_t{64} << 20;
// Each text of a problem; what is longer is cut.
inline constexpr std::size_t kMaxProblemTextBytes = std::size_t{64} << 10;
// The name of a caller, in bytes.
inline constexpr std::size_t kMaxCallerBytes = 256;
// The id and each name of a child that a machine asks for; what is longer is cut, and is no id and no name all the same.
inline constexpr std::size_t kMaxNameBytes = 1'000;
// Different filters, by their correlation values, of which an instance remembers how far it has consumed their events.
inline constexpr std::size_t kMaxConsumptions = 10'000;
// Listeners of a machine that are open at a time.
inline constexpr std::size_t kMaxHostedListeners = 1'000;
// Calls of a machine whose outcome stayed unknown and whose keys are remembered; beyond it the oldest is forgotten.
inline constexpr std::size_t kMaxUnknownCalls = 1'000;

}  // namespace baton::core
