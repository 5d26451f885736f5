// A disk that fails on purpose, below SQLite: while one exists, every file that SQLite opens goes through it.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <map>
#include <memory>

namespace baton::testing {

class FaultyDisk {
 public:
  FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  // How many of the next operations fail.
  int failing_log_syncs = 0;
  int failing_log_writes = 0;  // with "disk full"
  int log_writes_before = 0;   // that do not fail
  // As if the file had held before what they did not write.
  bool failed_log_writes_arrive = false;
  int failing_reads = 0;
  bool write_protected = false;           // for files opened from now on
  std::function<void()> before_log_sync;  // happens in the middle of a commit

 private:
  // SQLite's methods of one kind of file, with those that can fail replaced.
  struct Methods {
    sqlite3_io_methods methods;  // first: a file's pMethods points at it
    const sqlite3_io_methods* original;
    bool is_log;
  };

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out);
  static int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset);
  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset);
  static int sync(sqlite3_file* file, int flags);

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  std::map<std::pair<const sqlite3_io_methods*, bool>, std::unique_ptr<Methods>> methods_;
};

}  // namespace baton::testing
