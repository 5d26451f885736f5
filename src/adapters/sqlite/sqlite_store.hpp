// The store in one SQLite file: where Baton keeps everything when nothing else is set up.
//
// One process writes a file at a time, and holds a lock, which ends with the process. Any number of processes may read at the same time. A commit is one
// transaction, synced before it is acknowledged. What users read goes over connections of its own, so it never waits for a
// commit. Thread-safe.
#pragma once

#include "runtime/ports/store.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace baton::adapters {

enum class OpenMode : std::uint8_t {
  Write,  // creates the file if it is absent; Busy while another process has it open for writing
  Read    // the file must exist; every call that changes something fails with ReadOnly
};

// An older layout is migrated (Write); a newer one and another application's file are left as they are.
[[nodiscard]] runtime::StoreResult<std::unique_ptr<runtime::Store>> open_sqlite_store(const std::string& path,
                                                                                      OpenMode mode);

}  // namespace baton::adapters
