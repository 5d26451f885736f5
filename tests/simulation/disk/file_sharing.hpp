// What the connections to one database file share, all within one process: the five levels of SQLite's file lock, and
// the memory of its write-ahead log with its eight locks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace baton::simulation {

// Lives as long as somebody has it mapped, as it does while a process lives.
using SharedMemory = std::vector<std::unique_ptr<std::vector<std::uint64_t>>>;  // regions, aligned for SQLite

class FileSharing {
 public:
  using Holder = const void*;

  // Of SQLITE_LOCK_NONE … SQLITE_LOCK_EXCLUSIVE. False: somebody else's lock is in the way.
  [[nodiscard]] bool lock(Holder holder, int level);
  void unlock(Holder holder, int level);
  [[nodiscard]] bool is_reserved() const;

  // The memory as it is; made anew when nobody has it mapped.
  [[nodiscard]] std::shared_ptr<SharedMemory> memory();

  // Locks [first, first + count) of the shared memory's; `flags` as xShmLock has them.
  [[nodiscard]] bool lock_memory(Holder holder, int first, int count, int flags);

  void leave(Holder holder);  // gives up every lock

 private:
  struct MemoryLocks {
    unsigned shared = 0;  // one bit for each lock
    unsigned exclusive = 0;
  };

  [[nodiscard]] int highest_other(Holder holder) const;

  std::map<Holder, int> levels_;
  std::map<Holder, MemoryLocks> memory_locks_;
  std::weak_ptr<SharedMemory> memory_;
};

}  // namespace baton::simulation
