// How a store is opened by one that only reads it: without write permission, and without making any file. A log or shared memory
// that a reader has made would belong to that reader, and lock out the owner of the store.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace baton::adapters::sqlite {

// What can be seen of a store's files from outside. A writer that changes the database changes this.
struct FilesSeen {
  struct File {
    ino_t inode = 0;
    off_t size = 0;
    std::int64_t changed_ns = 0;

    friend bool operator==(const File&, const File&) = default;
  };
  std::optional<File> database;
  std::optional<File> log;
  bool has_shared_memory = false;

  friend bool operator==(const FilesSeen&, const FilesSeen&) = default;
};
[[nodiscard]] FilesSeen look_at_files(const std::string& path);

// Whether all that is stored is in the database itself. Then nobody writes, and it is read as one that nobody will change: it
// has no locks, so whoever reads must look at the files again afterwards.
[[nodiscard]] bool is_idle(const FilesSeen& seen);

// Throws Failure. An error: what is in the log can only be read by one that may write.
[[nodiscard]] runtime::StoreResult<Database> open_to_read(const std::string& path, const FilesSeen& seen);

}  // namespace baton::adapters::sqlite
