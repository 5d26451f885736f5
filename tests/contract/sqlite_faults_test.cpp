// What a SQLite store says and keeps when its disk fails.
#include "contract/faulty_disk.hpp"
#include "contract/sqlite_home.hpp"
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace baton::testing {
namespace {

using namespace runtime;
using ::testing::HasSubstr;
using Kind = StoreError::Kind;

class SqliteFaults : public ::testing::Test {
 protected:
  SqliteFaults() { store_ = open_store(path_); }

  CommitResult commit(std::uint64_t revision) {
    return store_->commit({.writes = std::vector{write_of("order-1", revision), write_of("order-2", revision)}});
  }
  // Of both instances, which must agree; 0: neither is stored.
  static std::uint64_t revision_in(Store& store) {
    const auto first = store.find(InstanceId{"order-1"});
    const auto second = store.find(InstanceId{"order-2"});
    EXPECT_TRUE(first.has_value() && second.has_value());
    const Revision revision = *first ? (*first)->revision : Revision{};
    EXPECT_EQ(revision, *second ? (*second)->revision : Revision{});
    return revision.value;
  }
  std::uint64_t stored_revision() { return revision_in(*store_); }
  // What the next process would find if this one was killed now.
  std::uint64_t revision_after_a_crash() {
    const TemporaryDirectory elsewhere;
    const std::string copy = elsewhere.file("baton.db");
    for (const char* suffix : {"", "-wal"}) std::filesystem::copy_file(path_ + suffix, copy + suffix);
    return revision_in(*open_store(copy));
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

TEST_F(SqliteFaults, AnUndeploymentIsMadeOrNotWhereverItFails) {
  for (int syncs = 1; syncs <= 3; ++syncs) {
    const DefinitionRow order = definition("order", std::to_string(syncs) + ".0.0", "d" + std::to_string(syncs));
    ASSERT_EQ(store_->deploy(order).value(), Deployed::New);
    disk_.failing_log_syncs = syncs;
    const auto failed = store_->undeploy(order.name);
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().kind, Kind::UnknownOutcome);
    disk_.failing_log_syncs = 0;
    const auto after = store_->find_deployed(order.name);
    ASSERT_TRUE(after.has_value());
    reopen();
    EXPECT_EQ(store_->find_deployed(order.name).value(), *after) << "what was read is durable";
    EXPECT_EQ(store_->find_definition(order.digest).value(), order);
    const auto again = store_->undeploy(order.name).value();
    EXPECT_EQ(again, *after ? Undeployed::Undeployed : Undeployed::NotFound);
  }
}

TEST_F(SqliteFaults, WhoReadsDoesNotWaitForTheCommitInProgress) {
  ASSERT_TRUE(commit(1).has_value());
  std::vector<std::uint64_t> seen;
  disk_.before_log_sync = [&] { seen.push_back(stored_revision()); };  // a reader that waited would wait for ever
  ASSERT_TRUE(commit(2).has_value());
  disk_.before_log_sync = nullptr;
  EXPECT_EQ(seen, std::vector<std::uint64_t>{1}) << "what is not durable yet is not seen";
  EXPECT_EQ(stored_revision(), 2u);
}

TEST_F(SqliteFaults, ABrokenDiskIsUnavailableUntilItIsRepaired) {
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

TEST_F(SqliteFaults, AFullDiskLosesNothingAndWorkContinuesWhenThereIsSpace) {
  ASSERT_TRUE(commit(1).has_value());
  disk_.failing_log_writes = 1'000'000;
  const auto failed = commit(2);
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, Kind::UnknownOutcome);
  EXPECT_THAT(failed.error().message, HasSubstr("no space left"));
  for (int i = 0; i < 3; ++i) {
    const auto found = store_->find(InstanceId{"order-1"});
    ASSERT_FALSE(found.has_value());  // what the log holds cannot be made durable
    EXPECT_EQ(found.error().kind, Kind::Full);
    EXPECT_EQ(commit(2).error().kind, Kind::Full);
  }
  disk_.failing_log_writes = 0;
  EXPECT_EQ(stored_revision(), 1u);
  ASSERT_TRUE(commit(2).has_value());
  reopen();
  EXPECT_EQ(stored_revision(), 2u);
}

TEST_F(SqliteFaults, TheOutcomeOfACommitWithoutSpaceIsReadFromTheLog) {
  int stored = 0;
  for (const bool arrives : {false, true}) {
    disk_.failed_log_writes_arrive = arrives;
    bool has_failed = true;
    for (int writes = 0; has_failed; ++writes) {
      const std::uint64_t before = stored_revision();
      disk_.log_writes_before = writes;
      disk_.failing_log_writes = 1;
      const auto committed = commit(before + 1);
      disk_.log_writes_before = disk_.failing_log_writes = 0;
      has_failed = !committed;
      if (has_failed) {
        EXPECT_EQ(committed.error().kind, Kind::UnknownOutcome);
      }
      const std::uint64_t after = stored_revision();
      EXPECT_TRUE(after == before || after == before + 1) << writes;
      EXPECT_EQ(revision_after_a_crash(), after) << writes;
      if (has_failed && after == before + 1) ++stored;
    }
  }
  EXPECT_EQ(stored, 1);  // the one whose last page was written
}

TEST_F(SqliteFaults, WhatFindsNoSpaceBeforeItIsCommittedIsNotStored) {
  ASSERT_TRUE(commit(1).has_value());
  Write write = write_of("order-1", 2);
  write.new_parts.push_back({PartId{2}, std::string(std::size_t{24} << 20, 'p')});  // more than the cache has room for
  disk_.failing_log_writes = 1'000'000;
  const auto failed = store_->commit({.writes = std::vector{write}});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().kind, Kind::Full);
  EXPECT_TRUE(failed.error().is_transient());
  EXPECT_EQ(stored_revision(), 1u);  // the connection is as good as before
  disk_.failing_log_writes = 0;
  EXPECT_EQ(revision_after_a_crash(), 1u);
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
