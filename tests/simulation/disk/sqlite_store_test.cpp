// The SQLite store on a disk that fails and loses power: what it has acknowledged, and what it has once shown after a
// commit of unknown outcome, stays; what it said was not stored is not; and it goes on as soon as the disk does.
#include "adapters/sqlite/sqlite_store.hpp"
#include "contract/store_contract.hpp"
#include "simulation/disk/sqlite_medium.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace baton::simulation {
namespace {

using namespace runtime;
using Kind = StoreError::Kind;
using testing::kShard;

// Two instances that are always written together, through one life of a process after the other.
class Lives {
 public:
  Lives(std::uint64_t seed, const DiskFaults& faults) : choices_(seed), medium_(choices_, faults) {}

  void run(int count) {
    for (int life = 0; life < count && !::testing::Test::HasFailure(); ++life) live();
    medium_.be_kind();
    open();
    ASSERT_NE(store_, nullptr);
    read();
    commit();
    read();
    EXPECT_EQ(unknown_, false);
    check_records();
  }

  [[nodiscard]] std::uint64_t failures() { return medium_.disk().failures(); }
  [[nodiscard]] std::uint64_t commits() const { return known_; }
  [[nodiscard]] std::uint64_t unknown_outcomes() const { return unknown_outcomes_; }

 private:
  void live() {
    if (choices_.below(2) != 0) {
      using Outage = SimulatedDisk::Outage;
      const Outage outage = choices_.below(2) == 0 ? Outage::Process : Outage::Power;
      medium_.disk().fail_after(choices_.below(80), outage);
    }
    open();
    if (store_ != nullptr) read();
    const std::uint64_t steps = store_ != nullptr ? choices_.below(25) : 0;
    for (std::uint64_t step = 0; step < steps && !medium_.disk().is_down(); ++step) {
      if (choices_.below(4) == 0 || unknown_) {
        read();
      } else {
        commit();
      }
    }
    const bool ends_well = choices_.below(4) == 0 && !medium_.disk().is_down();
    if (!ends_well) medium_.lose_power();
    store_.reset();
    if (medium_.disk().is_down()) medium_.lose_power();
  }

  // As a program that is started again until it works, or the machine is down.
  void open() {
    for (int attempt = 0; attempt < 100 && !medium_.disk().is_down(); ++attempt) {
      auto store = adapters::open_sqlite_store(medium_.path(), adapters::OpenMode::Write);
      if (store) {
        store_ = *std::move(store);
        return;
      }
      EXPECT_TRUE(store.error().is_transient()) << store.error().message;
    }
    if (medium_.disk().is_down()) return;
    ADD_FAILURE() << "it cannot be opened";
  }

  void commit() {
    std::vector<Write> writes{testing::write_of("order-1", known_ + 1), testing::write_of("order-2", known_ + 1)};
    const std::uint64_t size = choices_.below(40) == 39 ? 1'500'000 : choices_.below(6000);
    writes[0].new_parts.push_back({PartId{known_ + 1}, std::string(size, 'p')});
    const auto results = store_->commit({.writes = writes});
    if (results) {
      for (const WriteResult& result : results->writes) EXPECT_EQ(result, WriteResult{Committed{}}) << known_;
      ++known_;
      return;
    }
    EXPECT_TRUE(results.error().is_transient() || results.error().kind == Kind::UnknownOutcome)
        << results.error().message;
    if (results.error().kind != Kind::UnknownOutcome) return;
    unknown_ = true;
    ++unknown_outcomes_;
  }

  // What it shows, it must go on showing: the runtime acts on it.
  void read() {
    const auto first = store_->find(InstanceId{"order-1"});
    const auto second = store_->find(InstanceId{"order-2"});
    for (const auto* found : {&first, &second}) {
      if (found->has_value()) continue;
      EXPECT_TRUE(found->error().is_transient()) << found->error().message;
      return;
    }
    const std::uint64_t revision = *first ? (*first)->revision.value : 0;
    EXPECT_EQ(revision, *second ? (*second)->revision.value : 0) << "half a commit";
    EXPECT_GE(revision, known_) << "lost";
    EXPECT_LE(revision, known_ + (unknown_ ? 1 : 0)) << "stored what was refused";
    known_ = revision;
    unknown_ = false;
  }

  void check_records() {
    const auto records = store_->history(InstanceId{"order-2"}, Revision{}, 100'000);
    ASSERT_TRUE(records.has_value());
    ASSERT_EQ(records->size(), known_);
    for (std::uint64_t i = 0; i < known_; ++i) {
      EXPECT_EQ((*records)[i], testing::write_of("order-2", i + 1).records[0]);
    }
    const auto loaded = store_->load(kShard, InstanceId{"order-1"});
    ASSERT_TRUE(loaded.has_value() && loaded->has_value());
    EXPECT_EQ((*loaded)->parts.size(), known_);
  }

  Choices choices_;
  SqliteMedium medium_;
  std::unique_ptr<Store> store_;
  std::uint64_t known_ = 0;
  bool unknown_ = false;  // one more may be stored
  std::uint64_t unknown_outcomes_ = 0;
};

struct Totals {
  std::uint64_t failures = 0;
  std::uint64_t commits = 0;
  std::uint64_t unknown_outcomes = 0;
};

Totals live_through(std::uint64_t seeds, const DiskFaults& faults) {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Lives lives(seed, faults);
    lives.run(6);
    totals.failures += lives.failures();
    totals.commits += lives.commits();
    totals.unknown_outcomes += lives.unknown_outcomes();
    if (::testing::Test::HasFailure()) break;
  }
  return totals;
}

TEST(SqliteStoreOnTheSimulatedDisk, SurvivesOutages) {
  EXPECT_GT(live_through(200, {}).commits, 200u);
}

TEST(SqliteStoreOnTheSimulatedDisk, SurvivesADiskThatFailsNowAndThen) {
  const Totals totals = live_through(400, {.open = 60,
                                           .read = 400,
                                           .write = 400,
                                           .full = 400,
                                           .sync = 20,
                                           .truncate = 10,
                                           .remove = 10,
                                           .shared_memory = 30});
  EXPECT_GT(totals.failures, 500u);
  EXPECT_GT(totals.commits, 300u);
  EXPECT_GT(totals.unknown_outcomes, 50u);
}

TEST(SqliteStoreOnTheSimulatedDisk, SurvivesADiskWhoseSyncsFailOften) {
  EXPECT_GT(live_through(200, {.sync = 3}).unknown_outcomes, 200u);
}

}  // namespace
}  // namespace baton::simulation
