#include "simulation/disk/disk_handle.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace baton::simulation {

struct DiskHandle::Methods {
  static DiskHandle& of(sqlite3_file* file) { return *static_cast<DiskHandle*>(file); }

  static int close(sqlite3_file* file) {
    DiskHandle& handle = of(file);
    if (!handle.is_dead()) {
      handle.node_->sharing.leave(&handle);
      if (!handle.options_.removed_name.empty()) handle.disk_.directory_.remove(handle.options_.removed_name);
    }
    handle.~DiskHandle();
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    DiskHandle& handle = of(file);
    if (handle.fails(handle.disk_.faults_.read)) return SQLITE_IOERR_READ;
    const auto wanted = static_cast<std::size_t>(size);
    const std::string_view bytes = handle.node_->file.read(static_cast<std::uint64_t>(offset), wanted);
    std::ranges::copy(bytes, static_cast<char*>(out));
    if (bytes.size() == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + bytes.size(), 0, wanted - bytes.size());
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    DiskHandle& handle = of(file);
    handle.approach_outage();
    if (handle.is_dead()) return SQLITE_IOERR_WRITE;
    const std::string_view bytes(static_cast<const char*>(data), static_cast<std::size_t>(size));
    const auto at = static_cast<std::uint64_t>(offset);
    if (handle.disk_.fails(handle.disk_.faults_.write)) return handle.write_partly(at, bytes, SQLITE_IOERR_WRITE);
    if (handle.disk_.fails(handle.disk_.faults_.full)) return handle.write_partly(at, bytes, SQLITE_FULL);
    handle.node_->file.write(at, bytes);
    return SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    DiskHandle& handle = of(file);
    handle.approach_outage();
    if (handle.fails(handle.disk_.faults_.truncate)) return SQLITE_IOERR_TRUNCATE;
    handle.node_->file.truncate(static_cast<std::uint64_t>(size));
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* file, int) {
    DiskHandle& handle = of(file);
    handle.approach_outage();
    if (handle.is_dead()) return SQLITE_IOERR_FSYNC;
    if (handle.disk_.fails(handle.disk_.faults_.sync)) {
      handle.node_->file.fail_to_sync(handle.disk_.choices_);
      return SQLITE_IOERR_FSYNC;
    }
    handle.node_->file.sync();
    if (std::exchange(handle.options_.syncs_directory, false)) handle.disk_.directory_.sync();
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* out) {
    if (of(file).is_dead()) return SQLITE_IOERR_FSTAT;
    *out = static_cast<sqlite3_int64>(of(file).node_->file.size());
    return SQLITE_OK;
  }

  static int lock(sqlite3_file* file, int level) {
    if (of(file).is_dead()) return SQLITE_IOERR_LOCK;
    return of(file).node_->sharing.lock(file, level) ? SQLITE_OK : SQLITE_BUSY;
  }

  static int unlock(sqlite3_file* file, int level) {
    if (of(file).is_dead()) return SQLITE_IOERR_UNLOCK;
    of(file).node_->sharing.unlock(file, level);
    return SQLITE_OK;
  }

  static int check_reserved_lock(sqlite3_file* file, int* out) {
    if (of(file).is_dead()) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    *out = of(file).node_->sharing.is_reserved() ? 1 : 0;
    return SQLITE_OK;
  }

  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return 4096; }  // what SQLite takes a disk's to be
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int map_memory(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    DiskHandle& handle = of(file);
    *out = nullptr;
    if (handle.fails(handle.disk_.faults_.shared_memory)) return SQLITE_IOERR_SHMMAP;
    if (handle.memory_ == nullptr) handle.memory_ = handle.node_->sharing.memory();
    SharedMemory& memory = *handle.memory_;
    const auto index = static_cast<std::size_t>(region);
    if (index >= memory.size() && extend == 0) return SQLITE_OK;
    while (memory.size() <= index) {
      const auto words = static_cast<std::size_t>(size) / sizeof(std::uint64_t);
      memory.push_back(std::make_unique<std::vector<std::uint64_t>>(words));
    }
    *out = memory[index]->data();
    return SQLITE_OK;
  }

  static int lock_memory(sqlite3_file* file, int first, int count, int flags) {
    if (of(file).is_dead()) return SQLITE_IOERR_SHMLOCK;
    return of(file).node_->sharing.lock_memory(file, first, count, flags) ? SQLITE_OK : SQLITE_BUSY;
  }

  static void memory_barrier(sqlite3_file*) {}

  static int unmap_memory(sqlite3_file* file, int) {
    of(file).memory_ = nullptr;
    return SQLITE_OK;
  }

  static constexpr sqlite3_io_methods kMethods{
      .iVersion = 2,
      .xClose = &close,
      .xRead = &read,
      .xWrite = &write,
      .xTruncate = &truncate,
      .xSync = &sync,
      .xFileSize = &file_size,
      .xLock = &lock,
      .xUnlock = &unlock,
      .xCheckReservedLock = &check_reserved_lock,
      .xFileControl = &control,
      .xSectorSize = &sector_size,
      .xDeviceCharacteristics = &characteristics,
      .xShmMap = &map_memory,
      .xShmLock = &lock_memory,
      .xShmBarrier = &memory_barrier,
      .xShmUnmap = &unmap_memory,
      .xFetch = nullptr,
      .xUnfetch = nullptr,
  };
};

DiskHandle::DiskHandle(SimulatedDisk& disk, DiskNodePtr node, HandleOptions options)
    : sqlite3_file{&Methods::kMethods},
      disk_(disk),
      node_(std::move(node)),
      options_(std::move(options)),
      process_(disk.process_) {}

int DiskHandle::write_partly(std::uint64_t offset, std::string_view bytes, int code) {
  const std::uint64_t sectors = disk_.choices_.below((bytes.size() + kSectorBytes - 1) / kSectorBytes);
  if (sectors > 0) node_->file.write(offset, bytes.substr(0, sectors * kSectorBytes));
  return code;
}

}  // namespace baton::simulation
