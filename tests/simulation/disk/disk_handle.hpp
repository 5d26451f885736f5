// An open file of a simulated disk: SQLite's sqlite3_file. Dead once the process that opened it has ended; it can then
// only be closed.
#pragma once

#include "simulation/disk/simulated_disk.hpp"

namespace baton::simulation {

struct HandleOptions {
  bool syncs_directory = false;  // with its first sync
  std::string removed_name;      // the file goes with the handle; empty: it does not
};

class DiskHandle : public sqlite3_file {
 public:
  DiskHandle(SimulatedDisk& disk, DiskNodePtr node, HandleOptions options);

 private:
  // SQLite's methods, as it documents them.
  struct Methods;

  [[nodiscard]] bool is_dead() const { return process_ != disk_.process_; }
  [[nodiscard]] bool fails(std::uint64_t one_in) { return is_dead() || disk_.fails(one_in); }
  void approach_outage() {
    if (!is_dead()) disk_.approach_outage();
  }
  // A write that fails: perhaps its first sectors were written.
  int write_partly(std::uint64_t offset, std::string_view bytes, int code);

  SimulatedDisk& disk_;
  DiskNodePtr node_;
  HandleOptions options_;
  std::uint64_t process_;
  std::shared_ptr<SharedMemory> memory_;  // while mapped
};

}  // namespace baton::simulation
