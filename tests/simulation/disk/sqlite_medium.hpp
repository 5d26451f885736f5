// The SQLite store, as it is, on a simulated disk.
//
// When a simulated process dies, first lose_power() is called, then its store is destroyed: the store's destructor rolls
// back and closes, which must not reach the disk any more, and does not, as every handle is dead by then. Only then is
// the store opened again. open() gives the store's own errors when the disk fails while it is opened; try again.
#pragma once

#include "contract/temporary_directory.hpp"
#include "simulation/disk/simulated_disk.hpp"
#include "simulation/medium.hpp"

namespace baton::simulation {

class SqliteMedium final : public Medium {
 public:
  // `choices` must outlive it.
  explicit SqliteMedium(Choices& choices, const DiskFaults& faults = {}) : choices_(choices), disk_(choices, faults) {}

  [[nodiscard]] runtime::StoreResult<std::unique_ptr<runtime::Store>> open() override;
  // Either the process alone has died, or the whole machine. After that, or if it was down already (see
  // SimulatedDisk::fail_after), the next one can start.
  void lose_power() override;
  void be_kind() override { disk_.be_kind(); }

  [[nodiscard]] SimulatedDisk& disk() { return disk_; }
  [[nodiscard]] std::string path() const { return locks_.file("baton.db"); }

 private:
  Choices& choices_;
  SimulatedDisk disk_;
  testing::TemporaryDirectory locks_;  // real: the store's writer lock, and nothing else, goes past SQLite
};

}  // namespace baton::simulation
