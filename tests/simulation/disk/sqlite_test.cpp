// SQLite itself on the simulated disk: with synchronous = FULL no acknowledged commit is lost, whatever the moment of the
// outage; with NORMAL some are, which shows that the disk is as hostile as it should be.
#include "simulation/disk/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace baton::simulation {
namespace {

constexpr std::uint64_t kSqliteSeeds = 400;
constexpr int kOutages = 4;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

// The first column of the first row; nothing: it failed.
std::optional<std::string> ask(const Connection& database, const std::string& sql) {
  std::optional<std::string> answer;
  const auto take = [](void* out, int, char** columns, char**) {
    *static_cast<std::optional<std::string>*>(out) = columns[0] == nullptr ? "" : columns[0];
    return 0;
  };
  if (sqlite3_exec(database.get(), sql.c_str(), take, &answer, nullptr) != SQLITE_OK) return std::nullopt;
  return answer.value_or("");
}

Connection open(const std::string& synchronous) {
  sqlite3* raw = nullptr;
  sqlite3_open("test.db", &raw);
  Connection database(raw);
  ask(database, "PRAGMA journal_mode = WAL");
  ask(database, "PRAGMA synchronous = " + synchronous);
  ask(database, "PRAGMA wal_autocheckpoint = 6");
  return database;
}

// A number that grows by one with each commit, and rows that all carry it, so that a commit that is stored in part shows.
struct Counter {
  std::uint64_t acknowledged = 0;
  std::uint64_t attempted = 0;

  // Commits until the power is lost.
  void count_up(const Connection& database, Choices& choices) {
    while (true) {
      attempted = acknowledged + 1;
      const std::string number = std::to_string(attempted);
      const std::string key = std::to_string(choices.below(40));
      const std::string size = std::to_string(choices.below(3000));
      if (!ask(database, "BEGIN IMMEDIATE") ||
          !ask(database, "INSERT OR REPLACE INTO t VALUES(" + key + ", " + number + ", randomblob(" + size + "))") ||
          !ask(database, "UPDATE t SET number = " + number) || !ask(database, "COMMIT")) {
        return;
      }
      acknowledged = attempted;
    }
  }
};

// How many acknowledged commits were lost, over all outages of one seed.
std::uint64_t lost_commits(std::uint64_t seed, const std::string& synchronous) {
  Choices choices(seed);
  SimulatedDisk disk(choices);
  EXPECT_TRUE(ask(open("FULL"), "CREATE TABLE t(key INTEGER PRIMARY KEY, number INTEGER, filler BLOB)"));
  Connection database = open(synchronous);
  Counter counter;
  std::uint64_t lost = 0;
  for (int outage = 0; outage < kOutages; ++outage) {
    disk.fail_after(choices.below(120), SimulatedDisk::Outage::Power);
    counter.count_up(database, choices);
    EXPECT_TRUE(disk.is_down());
    disk.lose_power();
    database = open(synchronous);
    EXPECT_EQ(ask(database, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask(database, "SELECT count(DISTINCT number) > 1 FROM t"), "0") << "half a commit";
    const std::uint64_t stored = std::stoull(ask(database, "SELECT coalesce(max(number), 0) FROM t").value_or("0"));
    EXPECT_LE(stored, counter.attempted);
    if (stored < counter.acknowledged) lost += counter.acknowledged - stored;
    counter.acknowledged = stored;
  }
  return lost;
}

TEST(SqliteOnTheSimulatedDisk, LosesNoAcknowledgedCommitWhenEachIsSynced) {
  for (std::uint64_t seed = 1; seed <= kSqliteSeeds; ++seed) {
    SCOPED_TRACE(seed);
    ASSERT_EQ(lost_commits(seed, "FULL"), 0u);
    if (HasFailure()) return;
  }
}

TEST(SqliteOnTheSimulatedDisk, LosesAcknowledgedCommitsWhenTheyAreNotSynced) {
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 1; seed <= kSqliteSeeds && !HasFailure(); ++seed) lost += lost_commits(seed, "NORMAL");
  EXPECT_GT(lost, kSqliteSeeds / 4) << "the disk is too kind";
}

}  // namespace
}  // namespace baton::simulation
