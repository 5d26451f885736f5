#include "contract/faulty_disk.hpp"

#include <utility>

namespace baton::testing {
namespace {

FaultyDisk* present = nullptr;  // SQLite hands its methods no context of ours

bool takes_one(int& count) {
  if (count == 0) return false;
  --count;
  return true;
}

}  // namespace

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  vfs_.zName = "faulty";
  vfs_.pNext = nullptr;
  vfs_.xOpen = &FaultyDisk::open;
  sqlite3_vfs_register(&vfs_, 1);
  present = this;
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
  present = nullptr;
}

int FaultyDisk::open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  if (present->write_protected && (flags & SQLITE_OPEN_MAIN_DB) != 0) {
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  }
  const int code = present->real_->xOpen(present->real_, name, file, flags, flags_out);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  const bool is_log = (flags & SQLITE_OPEN_WAL) != 0;
  auto& methods = present->methods_[{file->pMethods, is_log}];
  if (methods == nullptr) {
    methods = std::make_unique<Methods>(Methods{*file->pMethods, file->pMethods, is_log});
    methods->methods.xRead = &FaultyDisk::read;
    methods->methods.xWrite = &FaultyDisk::write;
    methods->methods.xSync = &FaultyDisk::sync;
  }
  file->pMethods = &methods->methods;
  return SQLITE_OK;
}

int FaultyDisk::read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
  if (takes_one(present->failing_reads)) return SQLITE_IOERR_READ;
  return reinterpret_cast<const Methods*>(file->pMethods)->original->xRead(file, data, size, offset);
}

int FaultyDisk::write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const auto* methods = reinterpret_cast<const Methods*>(file->pMethods);
  const bool fails =
      methods->is_log && !takes_one(present->log_writes_before) && takes_one(present->failing_log_writes);
  if (fails && !present->failed_log_writes_arrive) return SQLITE_FULL;
  const int code = methods->original->xWrite(file, data, size, offset);
  return fails ? SQLITE_FULL : code;
}

int FaultyDisk::sync(sqlite3_file* file, int flags) {
  const auto* methods = reinterpret_cast<const Methods*>(file->pMethods);
  if (methods->is_log && present->before_log_sync) present->before_log_sync();
  if (methods->is_log && takes_one(present->failing_log_syncs)) return SQLITE_IOERR_FSYNC;
  return methods->original->xSync(file, flags);
}

}  // namespace baton::testing
