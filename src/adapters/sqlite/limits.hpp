// Every limit and tuning number of the SQLite store.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace baton::adapters::sqlite {

// Rows of instances that are kept in memory so that a commit need not read them; beyond it all are forgotten.
inline constexpr std::size_t kKnownRows = 20'000;

// Messages that are consumed until those are forgotten whose time is over.
inline constexpr std::uint64_t kConsumedBetweenPurges = 1'000;

// How long a call waits for another program that holds the database's own lock, such as a person's sqlite3 shell.
inline constexpr std::chrono::milliseconds kBusyTimeout{2000};

// Pages (of 4 KiB) kept in memory by one connection.
inline constexpr int kCachePages = 4096;

// Pages that gather in the write-ahead log before they are copied into the database file: the fewer the copies, the
// fewer the syncs, the longer the log.
inline constexpr int kCheckpointPages = 4096;

// A log that a long read made longer than this is cut back afterwards. Above what kCheckpointPages fill, because
// overwriting a log is faster than extending it.
inline constexpr int kMaxIdleLogBytes = 64 << 20;

// The log is written again in pieces of this size when it is opened. Less than the 128 KiB that SQLite takes at once.
inline constexpr int kLogCopyBytes = 64 << 10;

// How many symbolic links may lead from one to the next to a file; Linux follows as many.
inline constexpr int kMaxLinks = 40;

// How often an idle store is read again because a writer was at work meanwhile. With a writer at work it is no longer idle and
// is read in another way, so more than a few are only seen where writers come and go all the time.
inline constexpr int kReadAttempts = 10;

}  // namespace baton::adapters::sqlite
