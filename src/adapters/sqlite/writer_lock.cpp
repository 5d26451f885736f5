#include "adapters/sqlite/writer_lock.hpp"

#include "adapters/sqlite/file_path.hpp"
#include "adapters/sqlite/forked.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

namespace baton::adapters::sqlite {
namespace {

using runtime::StoreError;

std::filesystem::path directory_of(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path();
  return directory.empty() ? std::filesystem::path(".") : directory;
}

constexpr int kAttempts = 100;

StoreError cannot_lock(const std::string& path, int error) {
  const auto kind = error == EROFS || error == EACCES || error == EPERM ? StoreError::Kind::ReadOnly
                    : error == ENOSPC || error == EDQUOT                ? StoreError::Kind::Full
                                                                        : StoreError::Kind::Unavailable;
  const auto directory = directory_of(path);
  std::error_code ignored;
  const bool is_lost = !std::filesystem::is_directory(directory, ignored);
  const std::string what = is_lost ? "there is no directory '" + directory.string() + "'" : std::strerror(error);
  return {kind, "'" + path + "' cannot be opened for writing: " + what, 0};
}

std::int64_t read_pid(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t size = pread(descriptor, text.data(), text.size(), 0);
  std::int64_t pid = 0;
  if (size > 0) std::from_chars(text.data(), text.data() + size, pid);
  return pid;
}

// Written over the former owner's before the rest is cut off, so that a reader never finds nothing.
bool write_pid(int descriptor) {
  const std::string text = std::to_string(getpid()) + "\n";
  const auto size = static_cast<off_t>(text.size());
  return pwrite(descriptor, text.data(), text.size(), 0) == size && ftruncate(descriptor, size) == 0;
}

// Does the path still lead to the file that was opened?
bool is_still_at(int descriptor, const std::string& path) {
  struct stat opened{};
  struct stat present{};
  return fstat(descriptor, &opened) == 0 && stat(path.c_str(), &present) == 0 && opened.st_ino == present.st_ino &&
         opened.st_dev == present.st_dev;
}

StoreError busy(const std::string& path, std::int64_t pid) {
  const std::string name = std::filesystem::path(path).filename().string();
  const std::string owner = pid == getpid() ? "this process already" : "process " + std::to_string(pid);
  return {StoreError::Kind::Busy,
          "'" + name + "' is being written by " + owner + "; ask it to do this, or stop it first", pid};
}

}  // namespace

runtime::StoreResult<WriterLock> WriterLock::acquire(const std::string& path) {
  const std::string lock_path = canonical(path) + ".lock";

  // Another process may abandon the file between two of these steps; then it is another file, or none.
  int error = 0;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    int descriptor = open_lock_file(lock_path, O_RDWR | O_CREAT | O_EXCL);
    const bool is_new = descriptor >= 0;
    if (!is_new && errno == EEXIST) descriptor = open_lock_file(lock_path, O_RDWR);
    error = errno;
    if (descriptor < 0 && error == ENOENT) continue;
    if (descriptor < 0) break;
    WriterLock lock(descriptor);
    if (is_new) lock.made_ = lock_path;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      error = errno;
      if (error == EWOULDBLOCK) return std::unexpected(busy(path, read_pid(descriptor)));
      lock.abandon();
      break;
    }
    error = EBUSY;
    if (!is_still_at(descriptor, lock_path)) continue;
    if (write_pid(descriptor)) return lock;
    error = errno;
    lock.abandon();
    break;
  }
  return std::unexpected(cannot_lock(path, error));
}

void WriterLock::abandon() {
  if (!made_.empty()) unlink(std::exchange(made_, {}).c_str());
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), made_(std::move(other.made_)) {}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) close_lock_file(descriptor_);
}

}  // namespace baton::adapters::sqlite
