#include "simulation/disk/file_sharing.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace baton::simulation {

int FileSharing::highest_other(Holder holder) const {
  int highest = SQLITE_LOCK_NONE;
  for (const auto& [other, level] : levels_) {
    if (other != holder) highest = std::max(highest, level);
  }
  return highest;
}

// SHARED goes with everything below PENDING; RESERVED is one holder's; EXCLUSIVE waits as PENDING for readers to leave.
bool FileSharing::lock(Holder holder, int level) {
  int& held = levels_[holder];
  if (held >= level) return true;
  const int other = highest_other(holder);
  if (level == SQLITE_LOCK_SHARED) {
    if (other >= SQLITE_LOCK_PENDING) return false;
  } else if (other >= SQLITE_LOCK_RESERVED) {
    return false;
  } else if (level == SQLITE_LOCK_EXCLUSIVE && other >= SQLITE_LOCK_SHARED) {
    held = SQLITE_LOCK_PENDING;
    return false;
  }
  held = level;
  return true;
}

void FileSharing::unlock(Holder holder, int level) {
  int& held = levels_[holder];
  held = std::min(held, level);
}

bool FileSharing::is_reserved() const {
  return std::ranges::any_of(levels_, [](const auto& entry) { return entry.second >= SQLITE_LOCK_RESERVED; });
}

std::shared_ptr<SharedMemory> FileSharing::memory() {
  auto memory = memory_.lock();
  if (memory == nullptr) {
    memory = std::make_shared<SharedMemory>();
    memory_ = memory;
  }
  return memory;
}

bool FileSharing::lock_memory(Holder holder, int first, int count, int flags) {
  const unsigned mask = ((1U << static_cast<unsigned>(count)) - 1U) << static_cast<unsigned>(first);
  MemoryLocks& mine = memory_locks_[holder];
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    mine.shared &= ~mask;
    mine.exclusive &= ~mask;
    return true;
  }
  const bool is_exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (const auto& [other, locks] : memory_locks_) {
    if (other == holder) continue;
    if ((locks.exclusive & mask) != 0 || (is_exclusive && (locks.shared & mask) != 0)) return false;
  }
  (is_exclusive ? mine.exclusive : mine.shared) |= mask;
  return true;
}

void FileSharing::leave(Holder holder) {
  levels_.erase(holder);
  memory_locks_.erase(holder);
}

}  // namespace baton::simulation
