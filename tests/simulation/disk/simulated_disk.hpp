// A disk in memory below SQLite: it loses what was not synced, fails when it is told to, and does all of that by what it
// draws, so that a run is repeated exactly by its choices.
//
//   Choices choices(seed);
//   SimulatedDisk disk(choices, {.read = 1000, .sync = 50});
//   sqlite3_open(path, &database);      // on the disk: as long as it exists it is SQLite's default
//   disk.lose_power();                  // every open handle is dead; close them, then open again
//
// One process at a time has files open; it may have several connections. Not thread-safe. SQLite knows one default for
// the whole program, so that of several disks the newest is used; files stay on the disk on which they were opened.
#pragma once

#include "simulation/choices.hpp"
#include "simulation/disk/disk_directory.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>

namespace baton::simulation {

// How often each kind of operation fails: once in so many; 0: never.
struct DiskFaults {
  std::uint64_t open = 0;
  std::uint64_t read = 0;
  std::uint64_t write = 0;  // some sectors may have been written
  std::uint64_t full = 0;   // likewise, with "disk full"
  std::uint64_t sync = 0;   // what was not written may be lost, although it can be read until the power is lost
  std::uint64_t truncate = 0;
  std::uint64_t remove = 0;
  std::uint64_t shared_memory = 0;
};

class SimulatedDisk {
 public:
  // `choices` must outlive it.
  explicit SimulatedDisk(Choices& choices, const DiskFaults& faults = {});
  SimulatedDisk(const SimulatedDisk&) = delete;
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;
  ~SimulatedDisk();

  // The process that had files open has been killed: its handles are dead (every operation fails), its locks and shared
  // memory are gone. The system lives, so all that was written can be read; it is not more durable than before.
  void end_process();
  // As above, and what was not synced reached the disk, or did not, or some sectors of it did, in no order; names that
  // were created or deleted are so on the disk, or not, in their order.
  void lose_power();

  // One of these happens when so many more changes (writes, syncs, names) have been made, in the middle of whatever
  // SQLite is doing then. From there nothing can be opened, until end_process() or lose_power() is called: the next
  // process starts.
  enum class Outage : std::uint8_t { Process, Power };
  void fail_after(std::uint64_t changes, Outage outage) { next_outage_ = {changes, outage}; }
  [[nodiscard]] bool is_down() const { return down_.has_value(); }

  void set_faults(const DiskFaults& faults) { faults_ = faults; }
  // Nothing fails any more, and no outage is to come.
  void be_kind() {
    faults_ = {};
    next_outage_.reset();
  }
  // Operations that failed on purpose so far.
  [[nodiscard]] std::uint64_t failures() const { return failures_; }

 private:
  friend class DiskHandle;

  struct ComingOutage {
    std::uint64_t changes_left;
    Outage outage;
  };

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out);
  static int remove(sqlite3_vfs* vfs, const char* name, int sync_directory);
  static int access(sqlite3_vfs* vfs, const char* name, int flags, int* result);

  [[nodiscard]] static sqlite3_vfs methods_of(SimulatedDisk& disk);
  [[nodiscard]] bool fails(std::uint64_t one_in);
  // Before each change.
  void approach_outage();

  Choices& choices_;
  DiskFaults faults_;
  DiskDirectory directory_;
  std::uint64_t process_ = 0;  // grows when one ends
  std::uint64_t failures_ = 0;
  std::optional<ComingOutage> next_outage_;
  std::optional<Outage> down_;
  std::string name_;
  std::string former_default_;
  sqlite3_vfs vfs_;
};

}  // namespace baton::simulation
