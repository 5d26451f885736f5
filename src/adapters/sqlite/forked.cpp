#include "adapters/sqlite/forked.hpp"

#include "adapters/sqlite/file_path.hpp"
#include "base/check.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace baton::adapters::sqlite {
namespace {

// Of this process. Nothing is opened or closed while it forks.
struct OpenFiles {
  std::mutex mutex;
  std::vector<int> locks;
  std::list<std::string> databases;
  std::list<std::string> databases_of_parent;
};

OpenFiles& open_files() {
  static auto* const files = new OpenFiles;  // never destroyed: another thread may fork as the program ends
  static const bool is_watched =
      pthread_atfork([] { open_files().mutex.lock(); }, [] { open_files().mutex.unlock(); },
                     [] {
                       OpenFiles& inherited = open_files();
                       for (const int descriptor : inherited.locks) close(descriptor);
                       inherited.locks.clear();
                       inherited.databases_of_parent.splice(inherited.databases_of_parent.end(), inherited.databases);
                       inherited.mutex.unlock();
                     }) == 0;
  BATON_CHECK(is_watched, "there is not enough memory to detect forks");
  return *files;
}

}  // namespace

int open_lock_file(const std::string& path, int flags) {
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  files.locks.reserve(files.locks.size() + 1);
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC, 0644);
  if (descriptor >= 0) files.locks.push_back(descriptor);
  return descriptor;
}

void close_lock_file(int descriptor) {
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  if (std::erase(files.locks, descriptor) > 0) close(descriptor);
}

runtime::StoreResult<std::unique_ptr<OpenDatabase>> OpenDatabase::claim(const std::string& path) {
  auto database = std::make_unique<OpenDatabase>(canonical(path));
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  const auto& of_parent = files.databases_of_parent;
  if (std::ranges::find(of_parent, *database->entry_) == of_parent.end()) return database;
  return std::unexpected(runtime::StoreError{
      runtime::StoreError::Kind::Invalid,
      "'" + path +
          "' was open in the process that this one was forked from, so it cannot be opened here; close it before "
          "the fork, or open it in a program that is executed",
      0});
}

OpenDatabase::OpenDatabase(std::string path) {
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  entry_ = files.databases.insert(files.databases.end(), std::move(path));
}

OpenDatabase::~OpenDatabase() {
  if (!process_.is_this()) return;
  OpenFiles& files = open_files();
  const std::lock_guard lock(files.mutex);
  files.databases.erase(entry_);
}

}  // namespace baton::adapters::sqlite
