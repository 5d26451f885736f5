// The names of a simulated disk's files. Creating and deleting take effect on the disk in the order in which they were
// done, as a journalling file system has it, and for certain only when the directory is synced.
#pragma once

#include "simulation/disk/disk_file.hpp"
#include "simulation/disk/file_sharing.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::simulation {

// A file with all that those who have it open share.
struct DiskNode {
  DiskFile file;
  FileSharing sharing;
};
using DiskNodePtr = std::shared_ptr<DiskNode>;

class DiskDirectory {
 public:
  [[nodiscard]] DiskNodePtr find(const std::string& name) const;  // null: there is none
  [[nodiscard]] DiskNodePtr create(const std::string& name);
  void remove(const std::string& name);
  void sync();

  // The processes that had files open are gone, and their locks and shared memory; the cache is as it was.
  void end_processes();
  // The power is gone: each file and each name is as it was on the disk.
  void lose_power(Choices& choices);

 private:
  struct Change {
    std::string name;
    DiskNodePtr node;  // null: deleted
  };
  using Names = std::map<std::string, DiskNodePtr>;

  static void apply(const Change& change, Names& names);

  Names names_;
  Names names_on_disk_;
  std::vector<Change> unsynced_;
};

}  // namespace baton::simulation
