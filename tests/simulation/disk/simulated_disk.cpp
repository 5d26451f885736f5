#include "simulation/disk/simulated_disk.hpp"

#include "simulation/disk/disk_handle.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

namespace baton::simulation {
namespace {

SimulatedDisk& disk_of(sqlite3_vfs* vfs) {
  return *static_cast<SimulatedDisk*>(vfs->pAppData);
}

int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  const std::size_t length = std::strlen(name);
  if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, length + 1);
  return SQLITE_OK;
}

// SQLite starts its own generator with this, once for the whole program unless it is reset.
int randomness(sqlite3_vfs*, int size, char* out) {
  for (int i = 0; i < size; ++i) out[i] = static_cast<char>(i * 37 + 11);
  return size;
}

int sleep_no_time(sqlite3_vfs*, int microseconds) {
  return microseconds;
}

// Noon of 2000-01-01 as Julian day, times a day's milliseconds.
constexpr sqlite3_int64 kNow = 2'451'545LL * 86'400'000LL;

int current_time_ms(sqlite3_vfs*, sqlite3_int64* out) {
  *out = kNow;
  return SQLITE_OK;
}

int current_time(sqlite3_vfs*, double* out) {
  *out = static_cast<double>(kNow) / 86'400'000.0;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) {
  return EIO;
}

std::string next_name() {
  static int count = 0;
  return "simulated-" + std::to_string(++count);
}

}  // namespace

SimulatedDisk::SimulatedDisk(Choices& choices, const DiskFaults& faults)
    : choices_(choices),
      faults_(faults),
      name_(next_name()),
      former_default_(sqlite3_vfs_find(nullptr)->zName),
      vfs_(methods_of(*this)) {
  sqlite3_vfs_register(&vfs_, 1);
  sqlite3_randomness(0, nullptr);
}

SimulatedDisk::~SimulatedDisk() {
  const bool is_default = sqlite3_vfs_find(nullptr) == &vfs_;
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs* const former = sqlite3_vfs_find(former_default_.c_str());  // it may be gone by now
  if (is_default && former != nullptr) sqlite3_vfs_register(former, 1);
}

sqlite3_vfs SimulatedDisk::methods_of(SimulatedDisk& disk) {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(DiskHandle);
  vfs.mxPathname = 512;
  vfs.zName = disk.name_.c_str();
  vfs.pAppData = &disk;
  vfs.xOpen = &SimulatedDisk::open;
  vfs.xDelete = &SimulatedDisk::remove;
  vfs.xAccess = &SimulatedDisk::access;
  vfs.xFullPathname = &full_path;
  vfs.xRandomness = &randomness;
  vfs.xSleep = &sleep_no_time;
  vfs.xCurrentTime = &current_time;
  vfs.xCurrentTimeInt64 = &current_time_ms;
  vfs.xGetLastError = &last_error;
  return vfs;
}

void SimulatedDisk::end_process() {
  ++process_;
  directory_.end_processes();
  next_outage_.reset();
  down_.reset();
}

void SimulatedDisk::lose_power() {
  if (down_ != Outage::Power) directory_.lose_power(choices_);
  end_process();
}

void SimulatedDisk::approach_outage() {
  if (!next_outage_ || next_outage_->changes_left-- > 0) return;
  const Outage outage = next_outage_->outage;
  if (outage == Outage::Power) {
    lose_power();
  } else {
    end_process();
  }
  down_ = outage;
}

bool SimulatedDisk::fails(std::uint64_t one_in) {
  const bool failed = choices_.one_in(one_in);
  if (failed) ++failures_;
  return failed;
}

int SimulatedDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  SimulatedDisk& disk = disk_of(vfs);
  file->pMethods = nullptr;
  if (disk.is_down() || disk.fails(disk.faults_.open)) return SQLITE_CANTOPEN;
  if (flags_out != nullptr) *flags_out = flags;
  if (name == nullptr) {  // a temporary one
    new (file) DiskHandle(disk, std::make_shared<DiskNode>(), {});
    return SQLITE_OK;
  }
  auto node = disk.directory_.find(name);
  const bool is_new = node == nullptr;
  if (is_new && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
  if (is_new) {
    disk.approach_outage();
    if (disk.is_down()) return SQLITE_CANTOPEN;
    node = disk.directory_.create(name);
  }
  // As SQLite's own: the first sync of a journal or log that was created syncs its directory too.
  constexpr int kJournals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  const bool syncs_directory = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0;
  const bool is_temporary = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  new (file) DiskHandle(disk, node, {.syncs_directory = syncs_directory, .removed_name = is_temporary ? name : ""});
  return SQLITE_OK;
}

int SimulatedDisk::remove(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  SimulatedDisk& disk = disk_of(vfs);
  disk.approach_outage();
  if (disk.is_down() || disk.fails(disk.faults_.remove)) return SQLITE_IOERR_DELETE;
  if (disk.directory_.find(name) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
  disk.directory_.remove(name);
  if (sync_directory != 0) disk.directory_.sync();
  return SQLITE_OK;
}

// As SQLite's own: an empty file counts as absent.
int SimulatedDisk::access(sqlite3_vfs* vfs, const char* name, int, int* result) {
  const auto node = disk_of(vfs).directory_.find(name);
  *result = node != nullptr && node->file.size() > 0 ? 1 : 0;
  return SQLITE_OK;
}

}  // namespace baton::simulation
