// What a SQLite store says and keeps when its disk fails.
#include "contract/faulty_disk.hpp"
#include "contract/sqlite_home.hpp"
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace baton::testing {
namespace {

using namespace runtime;
using ::testing::HasSubstr;
using Kind = StoreError::Kind;

class SqliteFaults : public ::testing::Test {
 protected:
  SqliteFaults() { store_ = open_store(path_); }

  StoreResult<std::vector<WriteResult>> commit(std::uint64_t revision) {
    return store_->commit(kShard, std::vector{write_of("order-1", revision), write_of("order-2", revision)});
  }
  // Of both instances, which must agree; 0: neither is stored.
  std::uint64_t stored_revision() {
    const auto first = store_->find(InstanceId{"order-1"});
    const auto second = store_->find(InstanceId{"order-2"});
    EXPECT_TRUE(first.has_value() && second.has_value());
    const Revision revision = *first ? (*first)->revision : Revision{};
    EXPECT_EQ(revision, *second ? (*second)->revision : Revision{});
    return revision.value;
  }
  void reopen() {
    store_.reset();
    store_ = open_store(path_);
  }

  FaultyDisk disk_;
  TemporaryDirectory directory_;
  std::string path_ = directory_.file("baton.db");
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteFaults, ACommitWhoseSyncFailedIsUnknownUntilItIsReadAgain) {
  for (int failures = 1; failures <= 3; ++failures) {
    const std::uint64_t before = stored_revision();
    disk_.failing_log_syncs = failures;
    const auto failed = commit(before + 1);
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().kind, Kind::UnknownOutcome);
    EXPECT_THAT(failed.error().message, HasSubstr(path_));
    disk_.failing_log_syncs = 0;

    const std::uint64_t after = stored_revision();
    EXPECT_TRUE(after == before || after == before + 1);
    reopen();
    EXPECT_EQ(stored_revision(), after);
    ASSERT_TRUE(commit(after + 1).has_value());
    EXPECT_EQ(stored_revision(), after + 1);
  }
}

TEST_F(SqliteFaults, ADiskThatStaysBrokenIsUnavailableUntilItIsMended) {
  ASSERT_TRUE(commit(1).has_value());
  disk_.failing_log_syncs = 1;
  EXPECT_EQ(commit(2).error().kind, Kind::UnknownOutcome);
  disk_.failing_reads = 1'000'000;
  for (int i = 0; i < 3; ++i) {
    const auto found = store_->find(InstanceId{"order-1"});
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().kind, Kind::Unavailable);
    EXPECT_TRUE(found.error().is_transient());
  }
  disk_.failing_reads = 0;
  ASSERT_TRUE(commit(stored_revision() + 1).has_value());
}

TEST_F(SqliteFaults, AFullDiskLosesNothingAndGoesOnWhenThereIsSpace) {
  ASSERT_TRUE(commit(1).has_value());
  disk_.failing_log_writes = 1'000'000;
  const auto failed = commit(2);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, Kind::Full);
  EXPECT_TRUE(failed.error().is_transient());
  EXPECT_EQ(stored_revision(), 1u);
  disk_.failing_log_writes = 0;
  ASSERT_TRUE(commit(2).has_value());
  reopen();
  EXPECT_EQ(stored_revision(), 2u);
}

TEST_F(SqliteFaults, AReadThatFailedOnceIsAnErrorOnlyOnce) {
  ASSERT_TRUE(commit(1).has_value());
  reopen();
  disk_.failing_reads = 1;
  EXPECT_EQ(store_->find(InstanceId{"order-1"}).error().kind, Kind::Unavailable);
  EXPECT_EQ(stored_revision(), 1u);
}

TEST_F(SqliteFaults, AWriteProtectedFileCanOnlyBeRead) {
  ASSERT_TRUE(commit(1).has_value());
  store_.reset();
  disk_.write_protected = true;
  const StoreError error = open_error(path_);
  EXPECT_EQ(error.kind, Kind::ReadOnly);
  EXPECT_FALSE(error.is_transient());
  store_ = open_store(path_, OpenMode::Read);
  EXPECT_EQ(stored_revision(), 1u);
}

}  // namespace
}  // namespace baton::testing
