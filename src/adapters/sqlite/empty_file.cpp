#include "adapters/sqlite/empty_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace baton::adapters::sqlite {

void make_emptiness_durable(Database& database) {
  sqlite3_file* const file = database.file();
  if (file == nullptr) return;
  sqlite3_int64 size = 0;
  check(file->pMethods->xFileSize(file, &size));
  if (size == 0) check(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL));
}

void remove_database(const std::string& file) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (descriptor < 0) return;
  const bool is_empty = fsync(descriptor) == 0;
  close(descriptor);
  if (!is_empty) return;
  for (const char* suffix : {"-wal", "-shm", "-journal", ""}) {
    std::error_code ignored;
    std::filesystem::remove(file + suffix, ignored);
  }
}

}  // namespace baton::adapters::sqlite
