#include "adapters/sqlite/reading.hpp"

#include "adapters/sqlite/file_path.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>

namespace baton::adapters::sqlite {
namespace {

using runtime::StoreError;
using runtime::StoreResult;

std::optional<FilesSeen::File> file_at(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  const std::int64_t seconds = found.st_mtim.tv_sec;
  return FilesSeen::File{
      .inode = found.st_ino, .size = found.st_size, .changed_ns = seconds * 1'000'000'000 + found.st_mtim.tv_nsec};
}

// As a URI: with parameters, which nothing in the path is taken for.
std::string uri_of(const std::string& path, std::string_view parameter) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char character : canonical(path)) {
    if (character == '?' || character == '#' || character == '%') {
      const auto byte = static_cast<unsigned char>(character);
      uri += {'%', digits[byte >> 4], digits[byte & 15]};
    } else {
      uri += character;
    }
  }
  return uri.append("?").append(parameter);
}

int open_without_creating(sqlite3_vfs* /*own*/, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  return system->xOpen(system, name, file, is_log ? flags & ~SQLITE_OPEN_CREATE : flags, flags_out);
}

// The system's files, for one that makes none. SQLite makes a log even for a connection that only reads.
const char* files_that_are_there() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
    copy.zName = "baton-reading";
    copy.pNext = nullptr;
    copy.xOpen = &open_without_creating;
    return copy;
  }();
  static const int registered = sqlite3_vfs_register(&vfs, 0);
  return registered == SQLITE_OK ? vfs.zName : nullptr;
}

// Can this process make files beside the database, and do they belong to its owner then? SQLite gives away what root makes.
bool makes_files_of_the_owner(const std::string& path) {
  const std::filesystem::path file = canonical(path);
  struct stat found{};
  if (stat(file.c_str(), &found) != 0) return false;
  if (faccessat(AT_FDCWD, file.parent_path().c_str(), W_OK | X_OK, AT_EACCESS) != 0) return false;
  return geteuid() == 0 || geteuid() == found.st_uid;
}

}  // namespace

FilesSeen look_at_files(const std::string& path) {
  const std::string file = canonical(path);
  return {.database = file_at(file),
          .log = file_at(file + "-wal"),
          .has_shared_memory = file_at(file + "-shm").has_value()};
}

bool is_idle(const FilesSeen& seen) {
  return !seen.log || seen.log->size == 0;
}

StoreResult<Database> open_to_read(const std::string& path, const FilesSeen& seen) {
  constexpr int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  if (is_idle(seen)) return Database(uri_of(path, "immutable=1"), flags);
  if (seen.has_shared_memory) return Database(uri_of(path, "readonly_shm=1"), flags, files_that_are_there());
  if (makes_files_of_the_owner(path)) return Database(path, SQLITE_OPEN_READONLY);
  return std::unexpected(StoreError{
      StoreError::Kind::ReadOnly,
      "'" + path + "' cannot be read by this user: a process was killed while it wrote it, and what it left in '" +
          path +
          "-wal' must first be recovered by the owner of the file, who must be able to write in its folder, for "
          "example with `baton ls`",
      0});
}

}  // namespace baton::adapters::sqlite
