// The simulated disk by itself: what survives on it and what does not.
#include "simulation/disk/simulated_disk.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace baton::simulation {
namespace {

constexpr int kSeeds = 1000;

// What is on the disk after the power was lost, in all the ways that are drawn.
std::set<std::string> remains_of(const std::function<void(DiskFile&, Choices&)>& history) {
  std::set<std::string> remains;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    Choices choices(static_cast<std::uint64_t>(seed));
    DiskFile file;
    history(file, choices);
    file.lose_power(choices);
    remains.emplace(file.read(0, file.size()));
  }
  return remains;
}

std::string sectors(const std::string& letters) {
  std::string bytes;
  for (const char letter : letters) bytes += std::string(kSectorBytes, letter);
  return bytes;
}

TEST(SimulatedDisk, KeepsWhatWasSynced) {
  const auto remains = remains_of([](DiskFile& file, Choices&) {
    file.write(0, "kept");
    file.write(100, "too");
    file.sync();
  });
  EXPECT_EQ(remains, std::set<std::string>{"kept" + std::string(96, '\0') + "too"});
}

TEST(SimulatedDisk, ShowsEverythingUntilThePowerIsLost) {
  DiskFile file;
  file.write(0, sectors("ab"));
  file.truncate(700);
  file.write(600, "x");
  EXPECT_EQ(file.size(), 700u);
  EXPECT_EQ(file.read(598, 4), "bbxb");
  EXPECT_EQ(file.read(699, 10), "b");
  EXPECT_EQ(file.read(700, 10), "");
}

TEST(SimulatedDisk, LosesAndTearsAndReordersWhatWasNotSynced) {
  const auto remains = remains_of([](DiskFile& file, Choices&) {
    file.write(0, sectors("aaa"));
    file.sync();
    file.write(0, sectors("bb"));
    file.write(2 * kSectorBytes, sectors("c"));
  });
  for (const std::string expected : {"aaa", "bba", "bbc", "aac", "aba", "baa", "abc", "bac"}) {
    EXPECT_TRUE(remains.contains(sectors(expected))) << expected;
  }
  EXPECT_EQ(remains.size(), 8u) << "sectors are whole";
}

TEST(SimulatedDisk, NeverMixesTwoStatesOfASector) {
  const auto remains = remains_of([](DiskFile& file, Choices&) {
    file.write(0, "aaaa");
    file.sync();
    file.write(0, "bb");
    file.write(2, "cc");
  });
  EXPECT_EQ(remains, (std::set<std::string>{"aaaa", "bbaa", "bbcc"}));
}

TEST(SimulatedDisk, MayForgetWhatItFailedToSync) {
  const auto remains = remains_of([](DiskFile& file, Choices& choices) {
    file.write(0, sectors("aa"));
    file.sync();
    file.write(0, sectors("bb"));
    file.fail_to_sync(choices);
    EXPECT_EQ(file.read(0, 1), "b");
    file.sync();  // says that all is well
  });
  EXPECT_TRUE(remains.contains(sectors("aa")));
  EXPECT_TRUE(remains.contains(sectors("ab")));
  EXPECT_TRUE(remains.contains(sectors("bb")));
}

TEST(SimulatedDisk, KeepsWhatWasWrittenAgainAfterAFailedSync) {
  const auto remains = remains_of([](DiskFile& file, Choices& choices) {
    file.write(0, sectors("b"));
    file.fail_to_sync(choices);
    file.write(10, "c");
    file.sync();
  });
  EXPECT_EQ(remains, std::set<std::string>{std::string(10, 'b') + "c" + std::string(kSectorBytes - 11, 'b')});
}

TEST(SimulatedDisk, MayLoseATruncation) {
  const auto remains = remains_of([](DiskFile& file, Choices&) {
    file.write(0, sectors("aa"));
    file.sync();
    file.truncate(3);
  });
  EXPECT_EQ(remains, (std::set<std::string>{"aaa", sectors("aa")}));
}

TEST(SimulatedDisk, LosesNamesInTheOrderInWhichTheyWereMade) {
  std::set<std::string> remains;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Choices choices(seed);
    DiskDirectory directory;
    (void)directory.create("a");
    directory.sync();
    (void)directory.create("b");
    directory.remove("a");
    directory.lose_power(choices);
    std::string names;
    for (const std::string name : {"a", "b"}) names += directory.find(name) != nullptr ? name : "";
    remains.insert(names);
  }
  EXPECT_EQ(remains, (std::set<std::string>{"a", "ab", "b"}));
}

TEST(SimulatedDisk, KillsTheHandlesOfAProcessWithIt) {
  Choices choices(1);
  SimulatedDisk disk(choices);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open("some.db", &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA journal_mode = WAL; CREATE TABLE t(x)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  disk.end_process();
  EXPECT_EQ(sqlite3_exec(database, "INSERT INTO t VALUES(1)", nullptr, nullptr, nullptr), SQLITE_IOERR);
  sqlite3* second = nullptr;
  ASSERT_EQ(sqlite3_open("some.db", &second), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(second, "INSERT INTO t VALUES(2)", nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(second);
  sqlite3_close(database);
  EXPECT_EQ(sqlite3_exec(second, "SELECT * FROM t", nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(second);
  sqlite3_close(second);
}

TEST(SimulatedDisk, LeavesTheFormerDefaultBehind) {
  const std::string before = sqlite3_vfs_find(nullptr)->zName;
  {
    Choices choices(1);
    const SimulatedDisk outer(choices);
    const std::string outer_name = sqlite3_vfs_find(nullptr)->zName;
    EXPECT_NE(outer_name, before);
    {
      const SimulatedDisk inner(choices);
      EXPECT_NE(sqlite3_vfs_find(nullptr)->zName, outer_name);
    }
    EXPECT_EQ(sqlite3_vfs_find(nullptr)->zName, outer_name);
  }
  EXPECT_EQ(sqlite3_vfs_find(nullptr)->zName, before);
}

}  // namespace
}  // namespace baton::simulation
