// The SQLite store, as it is, on a simulated disk.
//
// When a simulated process dies, its store is closed after the disk has let go of its handles: the store's destructor
// rolls back and closes, which must not reach the disk any more. open() gives the store's own errors when the disk fails
// while it is opened; try again. Now and then the outage comes by itself, in the middle of what the store is doing.
#pragma once

#include "contract/temporary_directory.hpp"
#include "simulation/disk/simulated_disk.hpp"
#include "simulation/medium.hpp"

#include <memory>
#include <string>

namespace baton::simulation {

class SqliteMedium final : public Medium {
 public:
  // `choices` must outlive it.
  explicit SqliteMedium(Choices& choices, const DiskFaults& faults = {}) : choices_(choices), disk_(choices, faults) {}

  [[nodiscard]] runtime::StoreResult<runtime::Store*> open() override;
  [[nodiscard]] bool is_down() const override { return disk_.is_down(); }
  // Either the process alone has died, or the whole machine.
  void lose_power() override;
  void be_kind() override {
    is_hostile_ = false;
    disk_.be_kind();
  }

  [[nodiscard]] SimulatedDisk& disk() { return disk_; }
  [[nodiscard]] std::string path() const { return locks_.file("baton.db"); }

 private:
  Choices& choices_;
  SimulatedDisk disk_;
  // Real, for what goes past SQLite: the store's writer lock. A store that could not be made is also removed past SQLite, which
  // finds nothing here: on the simulated disk its files stay, as they do when a process is killed.
  testing::TemporaryDirectory locks_;
  std::unique_ptr<runtime::Store> store_;
  bool is_hostile_ = true;
};

}  // namespace baton::simulation
