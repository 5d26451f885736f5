// Looking at a store that belongs to another user.
#include "cli/home.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <utility>

namespace baton::testing {
namespace {

constexpr uid_t kNobody = 65534;

class Reading : public Cli {
 protected:
  void SetUp() override { allow(0755); }

  // What others may do in the folder.
  void allow(mode_t mode) {
    others_ = mode & 07;
    set_mode("", mode);
  }

  // Only root can run a program as another user. For anybody else, it runs as this one with the rights that the other would have.
  [[nodiscard]] Outcome by_nobody(Arguments arguments) const {
    Process::Command other = command(std::move(arguments));
    if (geteuid() == 0) {
      other.user = kNobody;
      return Process(other).wait();
    }
    const auto all = files();
    for (const auto& [name, owner] : all) set_mode(name, 0444);
    set_mode("", others_ << 6);
    const Outcome seen = Process(other).wait();
    set_mode("", 0700 | others_);
    for (const auto& [name, owner] : all) set_mode(name, 0644);
    return seen;
  }
  void expect_readable(const std::string& id, const std::string& status) const {
    const auto before = files();
    for (const Arguments& arguments : {Arguments{"ls"}, Arguments{"show", id}, Arguments{"history", id}}) {
      const auto seen = by_nobody(arguments);
      EXPECT_EQ(seen.status, 0) << arguments[0] << ": " << seen.err;
      EXPECT_TRUE(arguments[0] == "history" || contains(seen.out, status)) << seen.out;
    }
    EXPECT_EQ(files(), before);
  }
  // Each file of the store with its owner.
  [[nodiscard]] std::map<std::string, uid_t> files() const {
    std::map<std::string, uid_t> all;
    for (const auto& entry : std::filesystem::directory_iterator(path(""))) {
      struct stat found{};
      if (stat(entry.path().c_str(), &found) == 0) all.emplace(entry.path().filename(), found.st_uid);
    }
    return all;
  }

 private:
  void set_mode(const std::string& name, mode_t mode) const { ASSERT_EQ(chmod(path(name).c_str(), mode), 0) << name; }

  mode_t others_ = 0;
};

TEST_F(Reading, AnIdleStoreNeedsNoWritePermission) {
  ASSERT_EQ(baton({"run", write("greet.yaml", kGreet), "--id", "g-1", "--input", "{}"}).status, 0);
  expect_readable("g-1", "completed");
  allow(0777);
  expect_readable("g-1", "completed");
  EXPECT_EQ(baton({"run", "greet.yaml", "--id", "g-2", "--input", "{}"}).status, 0);
  expect_readable("g-2", "completed");
}

TEST_F(Reading, AStoreThatIsWrittenNeedsNoWritePermission) {
  Process writer(command({"run", write("long.yaml", kLong), "--id", "l-1"}));
  ASSERT_TRUE(writer.says("started /do/0/pause"));
  expect_readable("l-1", "waiting");
  EXPECT_EQ(baton({"show", "l-1", "--revision", "1"}).status, 0);
  EXPECT_EQ(baton({"fork", "l-1", "--at", "1", "--dry-run"}).status, 2) << "it runs";
  EXPECT_EQ(baton({"fork", "l-1", "--at", "1", "--dry-run", "--force"}).status, 0);
  allow(0777);
  expect_readable("l-1", "waiting");
}

TEST_F(Reading, TheLogOfAKilledWriterNeedsNoWritePermission) {
  {
    Process writer(command({"run", write("long.yaml", kLong), "--id", "l-1"}));
    ASSERT_TRUE(writer.says("started /do/0/pause"));
    writer.signal(SIGKILL);
    EXPECT_EQ(writer.wait().status, 128 + SIGKILL);
  }
  expect_readable("l-1", "waiting");
  allow(0777);
  expect_readable("l-1", "waiting");

  // In a folder that it may write, the owner, and nobody else, would make a new index.
  if (geteuid() != 0) allow(0755);
  std::filesystem::remove(path("baton.db-shm"));
  const auto before = files();
  const auto refused = by_nobody({"ls"});
  EXPECT_EQ(refused.status, 4);
  EXPECT_TRUE(contains(refused.err, "must first be recovered by the owner of the file")) << refused.err;
  EXPECT_EQ(files(), before);
  EXPECT_EQ(baton({"ls"}).status, 0);
  EXPECT_EQ(baton({"cancel", "l-1"}).status, 0);
}

}  // namespace
}  // namespace baton::testing
