// A new SQLite store on a disk that fails while the store is made: no state that this leaves keeps it from being made later.
#include "adapters/sqlite/sqlite_store.hpp"
#include "contract/store_contract.hpp"
#include "simulation/disk/sqlite_medium.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace baton::simulation {
namespace {

using Outage = SimulatedDisk::Outage;
using testing::kShard;
using testing::write_of;

class NewStore {
 public:
  NewStore(Choices& choices, const DiskFaults& faults) : choices_(choices), medium_(choices, faults) {}

  // Opens the store. After so many changes of the disk the process is killed, or the power is cut.
  void open_until(std::uint64_t changes, Outage outage) {
    medium_.disk().fail_after(changes, outage);
    const auto store = adapters::open_sqlite_store(medium_.path(), adapters::OpenMode::Write);
    EXPECT_TRUE(store || medium_.disk().is_down() || store.error().is_transient()) << store.error().message;
    if (outage == Outage::Power) {
      medium_.disk().lose_power();
    } else {
      medium_.disk().end_process();
    }
  }

  void open_until_some_outage(std::uint64_t most_changes) {
    open_until(choices_.below(most_changes), choices_.below(2) == 0 ? Outage::Process : Outage::Power);
  }

  // On a disk that works again it can be opened and written, and keeps what is written.
  void expect_usable() {
    medium_.be_kind();
    {
      auto store = adapters::open_sqlite_store(medium_.path(), adapters::OpenMode::Write);
      ASSERT_TRUE(store.has_value()) << store.error().message;
      const auto committed = (*store)->commit({.writes = std::vector{write_of("order-1", 1)}});
      ASSERT_TRUE(committed.has_value()) << committed.error().message;
      medium_.disk().lose_power();
    }
    auto store = adapters::open_sqlite_store(medium_.path(), adapters::OpenMode::Write);
    ASSERT_TRUE(store.has_value()) << store.error().message;
    const auto found = (*store)->find(InstanceId{"order-1"});
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_TRUE(found->has_value());
  }

 private:
  Choices& choices_;
  SqliteMedium medium_;
};

// One process is killed while it makes the store. The next one is killed while it undoes what it found: it has truncated the file
// and not synced it. A third one begins again, and the power fails.
TEST(ANewSqliteStore, CanBeCreatedAfterAnInterruptedRollbackAndAPowerFailure) {
  for (std::uint64_t seed = 1; seed <= 500 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Choices choices(seed);
    NewStore store(choices, {});
    store.open_until(6 + choices.below(3), Outage::Process);
    store.open_until(1 + choices.below(3), Outage::Process);
    store.open_until(3 + choices.below(4), Outage::Power);
    store.expect_usable();
  }
}

TEST(ANewSqliteStore, CanBeCreatedAfterAnyEarlierFailure) {
  constexpr DiskFaults kFailsOften{
      .open = 20, .read = 20, .write = 20, .full = 40, .sync = 6, .truncate = 6, .remove = 6, .shared_memory = 20};
  for (std::uint64_t seed = 1; seed <= 400 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Choices choices(seed);
    NewStore store(choices, choices.below(2) == 0 ? DiskFaults{} : kFailsOften);
    const std::uint64_t lives = 1 + choices.below(8);
    for (std::uint64_t life = 0; life < lives; ++life) store.open_until_some_outage(1 + choices.below(50));
    store.expect_usable();
  }
}

// SQLite without a store.
class Raw {
 public:
  explicit Raw(const std::string& path) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    database_.reset(database);
  }

  int run(const std::string& sql) { return sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr); }

  std::string integrity() {
    std::string found;
    const auto take = [](void* out, int, char** columns, char**) {
      *static_cast<std::string*>(out) = columns[0];
      return 0;
    };
    sqlite3_exec(database_.get(), "PRAGMA integrity_check(1)", take, &found, nullptr);
    return found;
  }

 private:
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database_{nullptr, &sqlite3_close};
};

// An unused database with a log whose last sync failed: the layout that is made goes into the same log, which is long enough that
// SQLite then moves all of it into the database file.
TEST(ANewSqliteStore, IsCreatedOnADurableLog) {
  for (std::uint64_t seed = 1; seed <= 20 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Choices choices(seed);
    SqliteMedium medium(choices);
    {
      Raw raw(medium.path());
      ASSERT_EQ(raw.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;"
                        "CREATE TABLE t(x); INSERT INTO t VALUES(randomblob(5000000)); PRAGMA wal_checkpoint(TRUNCATE);"
                        "INSERT INTO t VALUES(1)"),
                SQLITE_OK);
      medium.disk().set_faults({.sync = 1});
      EXPECT_EQ(raw.run("DROP TABLE t") & 0xFF, SQLITE_IOERR);  // overwrites all of it, in the log
      medium.disk().end_process();
    }
    medium.disk().set_faults({});
    medium.disk().fail_after(choices.below(1500), Outage::Power);
    const auto store = adapters::open_sqlite_store(medium.path(), adapters::OpenMode::Write);
    medium.disk().lose_power();
    EXPECT_EQ(Raw(medium.path()).integrity(), "ok");
  }
}

}  // namespace
}  // namespace baton::simulation
