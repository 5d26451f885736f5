// A SQLite store and several processes: who may write, who may read, and what is there after one was killed.
#include "contract/sqlite_home.hpp"
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

namespace baton::testing {
namespace {

using namespace runtime;
using ::testing::HasSubstr;

// A forked process that runs `work`, which reports numbers to the parent, and then waits to be killed.
class Child {
 public:
  using Report = std::function<void(std::uint64_t)>;

  explicit Child(const std::function<void(const Report&)>& work) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      close(ends[0]);
      work([&](std::uint64_t number) {
        if (write(ends[1], &number, sizeof number) != sizeof number) _exit(1);
      });
      for (;;) pause();
    }
    close(ends[1]);
    reports_ = ends[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill();
    close(reports_);
  }

  [[nodiscard]] pid_t pid() const { return pid_; }
  // The next number that was reported; nothing after the last one of a dead child.
  std::optional<std::uint64_t> next_report() {
    std::uint64_t number = 0;
    if (read(reports_, &number, sizeof number) != sizeof number) return std::nullopt;
    return number;
  }
  void kill() {
    if (is_dead_) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    is_dead_ = true;
  }

 private:
  pid_t pid_ = 0;
  int reports_ = -1;
  bool is_dead_ = false;
};

TEST(SqliteWriter, IsOnePerFileAndNamedToTheSecond) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  std::filesystem::create_symlink(path, directory.file("link.db"));
  Child owner([&](const Child::Report& report) {
    const auto store = try_open(path);
    report(store.has_value() ? 1 : 0);
    for (;;) pause();
  });
  ASSERT_EQ(owner.next_report(), 1u);

  for (const std::string& name : {path, directory.file("link.db")}) {
    const StoreError error = open_error(name);
    EXPECT_EQ(error.kind, StoreError::Kind::Busy);
    EXPECT_EQ(error.owner_pid, owner.pid());
    EXPECT_THAT(error.message, HasSubstr("is being written by process " + std::to_string(owner.pid())));
  }
  EXPECT_EQ(bytes_of(path + ".lock"), std::to_string(owner.pid()) + "\n");
  open_store(path, OpenMode::Read);

  owner.kill();
  open_store(path);
}

TEST(SqliteWriter, IsOnePerFileAlsoWhereALinkLedToItBeforeItWasMade) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  std::filesystem::create_symlink("baton.db", directory.file("link.db"));
  std::filesystem::create_symlink(directory.file("link.db"), directory.file("link-to-link.db"));
  for (const char* link : {"link.db", "link-to-link.db"}) {
    std::filesystem::remove(path);
    const auto owner = open_store(directory.file(link));
    EXPECT_TRUE(std::filesystem::is_regular_file(path));
    EXPECT_EQ(open_error(path).kind, StoreError::Kind::Busy);
    EXPECT_FALSE(std::filesystem::exists(directory.file(std::string(link) + ".lock")));
  }
}

TEST(SqliteWriter, IsOnePerProcessToo) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  auto first = open_store(path);
  const StoreError error = open_error(path);
  EXPECT_EQ(error.kind, StoreError::Kind::Busy);
  EXPECT_EQ(error.owner_pid, getpid());
  first.reset();
  open_store(path);
}

constexpr std::string_view kAccounts[] = {"a", "b", "c", "d"};

std::vector<Write> batch(std::uint64_t revision) {
  std::vector<Write> writes;
  for (const std::string_view account : kAccounts) {
    Write write = write_of(account, revision);
    write.new_parts = {part(revision, std::string(5000, 'x') + std::to_string(revision))};
    if (revision > 1) write.dropped_parts = {PartId{revision - 1}};
    writes.push_back(write);
  }
  return writes;
}

// All that batch(revision) left, and nothing of a later one.
void expect_whole(Store& store, std::uint64_t revision) {
  const std::vector<Write> last = batch(revision);
  for (const Write& write : last) {
    const StoredInstance stored = store.load(kShard, write.instance.id).value().value();
    EXPECT_EQ(stored.row, write.instance);
    EXPECT_EQ(stored.head, write.head);
    EXPECT_EQ(stored.parts, write.new_parts);
    EXPECT_EQ(store.parts(write.instance.id).value().size(), 1u);
    const auto records = store.history(write.instance.id, Revision{}, 1'000'000).value();
    ASSERT_EQ(records.size(), revision);
    EXPECT_EQ(records.back(), write.records[0]);
  }
}

TEST(SqliteWriter, KeepsEveryAcknowledgedCommitWholeWhenKilled) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  std::uint64_t revision = 0;
  for (const std::uint64_t commits_before_kill : {1u, 20u, 133u}) {
    Child writer([&](const Child::Report& report) {
      const auto store = open_store(path);
      for (std::uint64_t next = revision + 1;; ++next) {
        const auto results = store->commit({.writes = batch(next)});
        if (!results || results->writes.at(0) != WriteResult{Committed{}}) _exit(1);
        report(next);
      }
    });
    std::uint64_t acknowledged = revision;
    while (acknowledged < revision + commits_before_kill) acknowledged = writer.next_report().value();
    writer.kill();
    while (const auto report = writer.next_report()) acknowledged = *report;

    const InstanceId first{std::string(kAccounts[0])};
    const auto seen_by_reader = open_store(path, OpenMode::Read)->find(first).value().value().revision.value;
    auto store = open_store(path);
    revision = store->find(first).value().value().revision.value;
    EXPECT_EQ(revision, seen_by_reader);
    EXPECT_GE(revision, acknowledged);
    EXPECT_LE(revision, acknowledged + 1);
    expect_whole(*store, revision);
  }
}

}  // namespace
}  // namespace baton::testing
