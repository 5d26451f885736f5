#include "simulation/disk/sqlite_medium.hpp"

#include "adapters/sqlite/sqlite_store.hpp"

#include <utility>

namespace baton::simulation {

runtime::StoreResult<runtime::Store*> SqliteMedium::open() {
  auto opened = adapters::open_sqlite_store(path(), adapters::OpenMode::Write);
  if (!opened) return std::unexpected(std::move(opened).error());
  store_ = *std::move(opened);
  if (is_hostile_ && choices_.one_in(3)) {
    const auto outage = choices_.below(2) == 0 ? SimulatedDisk::Outage::Process : SimulatedDisk::Outage::Power;
    disk_.fail_after(1 + choices_.below(200), outage);
  }
  return store_.get();
}

void SqliteMedium::lose_power() {
  if (choices_.below(2) == 0) {
    disk_.end_process();
  } else {
    disk_.lose_power();
  }
  store_.reset();
}

}  // namespace baton::simulation
