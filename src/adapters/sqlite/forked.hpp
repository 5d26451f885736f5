// The open files of a parent that a forked child must not keep or use.
#pragma once

#include "base/process.hpp"
#include "runtime/ports/store.hpp"

#include <list>
#include <memory>
#include <string>

namespace baton::adapters::sqlite {

// The file of a writer's lock. The kernel keeps the lock as long as any process has the descriptor, so a child closes it
// before fork() returns there: otherwise the store would stay locked after the death of its writer.
[[nodiscard]] int open_lock_file(const std::string& path, int flags);  // as open(2)
void close_lock_file(int descriptor);

// A database while it is open. SQLite remembers for the whole process which locks it holds on a file; in a child that is
// not true, and a second connection there would rely on locks that are not held.
class OpenDatabase {
 public:
  // Invalid in a child whose parent had it open.
  [[nodiscard]] static runtime::StoreResult<std::unique_ptr<OpenDatabase>> claim(const std::string& path);

  explicit OpenDatabase(std::string path);
  OpenDatabase(const OpenDatabase&) = delete;
  OpenDatabase& operator=(const OpenDatabase&) = delete;
  ~OpenDatabase();

 private:
  Process process_;
  std::list<std::string>::iterator entry_;
};

}  // namespace baton::adapters::sqlite
