// The engine's limits.
#pragma once

#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>

namespace baton::engine {

// Requests of other threads that wait for the loop; further ones are refused as overloaded.
inline constexpr std::size_t kMaxRequests = 100'000;
// Threads on which what submitted requests need of the store is done; kMaxRequests may wait for them.
inline constexpr std::size_t kDeskThreads = 4;
// What a heartbeat says, in bytes of memory (measure()). Beyond it, a text says so in its place.
inline constexpr std::size_t kMaxProgressBytes = std::size_t{64} << 10;
// Calls that wait for a thread of the operators' pool. While there are more, nothing new is started.
inline constexpr std::size_t kMaxWaitingCalls = 100'000;
// Threads that work in the place of operators that wait in an engine or that nobody waits for any more, beside those of the pool.
inline constexpr std::size_t kMaxStandIns = 256;
// Whoever waits for a reply looks this often whether the engine closes: a loop that is blocked gives none.
inline constexpr Duration kLookForClosing = std::chrono::seconds{1};
// How long Engine::stop() waits at least for the loop, which has to let go of the store.
inline constexpr Duration kLoopPatience = std::chrono::seconds{1};
// Of the source, and of the id, of an event for a machine, in bytes.
inline constexpr std::size_t kMaxEventName = 256;
// Calls are handed to that pool together, at most so many: a lock and a wake-up for each would cost more than quick calls.
inline constexpr std::size_t kMaxGatheredCalls = 64;
// How long a temporary failure of the store may last before waiting callers get an error.
inline constexpr Duration kStorePatience = std::chrono::seconds{10};
// The loop sleeps no longer where a timer is to fire: while the machine sleeps, a thread's own sleep does not pass.
inline constexpr Duration kLongestSleep = std::chrono::seconds{10};
// Smaller batches are committed on the loop's own thread.
inline constexpr std::size_t kMinWritesForCommitThread = 16;
// A part of a secret of this many bytes is hidden wherever it shows, and a shorter secret where it shows whole; one that is
// shorter than the second only where it is the whole of a text: it would be found everywhere.
inline constexpr std::size_t kSecretPart = 8;
inline constexpr std::size_t kMinSecret = 4;
// Encodings on top of each other in which a secret is found: this many escapes, inside of base64 on this many levels.
inline constexpr std::size_t kMaxSecretEscapes = 3;
inline constexpr std::size_t kMaxSecretBase64 = 2;
// A request for many instances: how many of them are done at once, and how many of its problems are reported.
inline constexpr std::size_t kBulkPage = 100;
inline constexpr std::size_t kMaxBulkProblems = 10;
// Of those that are submitted, so many may be in progress: each holds a thread of the desk, and its progress may be a user's that does
// not return. Further ones are refused as overloaded, so that others find a thread.
inline constexpr std::size_t kMaxSubmittedBulks = 3;
static_assert(kMaxSubmittedBulks < kDeskThreads);
// Events of one page of the log, at most; those that one who follows it has in memory; how soon the log is read again where that has
// failed, and where another process writes it.
inline constexpr std::size_t kMaxEventPage = 1'000;
inline constexpr std::size_t kFollowedPage = 100;
inline constexpr Duration kReadAgainAfter = std::chrono::seconds{1};
inline constexpr Duration kFollowInterval = std::chrono::milliseconds{200};
// Of all events that are published with one request, as JSON.
inline constexpr std::size_t kMaxPublishedBytes = std::size_t{16} << 20;
inline constexpr std::size_t kHistoryPage = 1'000;
// Steps of expressions for which an instance is folded from its history: some 10 s of a thread of the desk.
inline constexpr std::uint64_t kMaxFoldSteps = 200'000'000;
// Instances that a gap mark names.
inline constexpr std::size_t kMaxGapInstances = 1'000;
// What may happen very often is logged once in this time.
inline constexpr Duration kLogInterval = std::chrono::seconds{10};
// A commit that takes so long is logged.
inline constexpr Duration kSlowCommit = std::chrono::seconds{1};
// How long a closing engine gives its observers what waits for them. The rest becomes a gap mark.
inline constexpr Duration kObserversPatience = std::chrono::seconds{1};

}  // namespace baton::engine
