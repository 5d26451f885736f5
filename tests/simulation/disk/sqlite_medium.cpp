#include "simulation/disk/sqlite_medium.hpp"

#include "adapters/sqlite/sqlite_store.hpp"

namespace baton::simulation {

runtime::StoreResult<std::unique_ptr<runtime::Store>> SqliteMedium::open() {
  return adapters::open_sqlite_store(path(), adapters::OpenMode::Write);
}

void SqliteMedium::lose_power() {
  if (choices_.below(2) == 0) {
    disk_.end_process();
  } else {
    disk_.lose_power();
  }
}

}  // namespace baton::simulation
