// The example's real process, killed with SIGKILL at random moments and started again on the same files until it has
// ended by itself. Afterwards the shop's database and the engine's history must be as if nothing had happened.
#include <baton/engine.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>

namespace {

constexpr int kOrders = 40;
constexpr int kMostKills = 60;

class CrashTest : public testing::TestWithParam<unsigned> {
 protected:
  CrashTest()
      : directory_(std::filesystem::temp_directory_path() /
                   ("baton-crash-" + std::to_string(getpid()) + "-" + std::to_string(GetParam()))) {
    std::filesystem::remove_all(directory_);
  }
  ~CrashTest() override { std::filesystem::remove_all(directory_); }

  pid_t start() {
    const std::string directory = directory_.string();
    const std::string count = std::to_string(kOrders);
    const pid_t child = fork();
    if (child != 0) return child;
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
    execl(BATON_ORDER_PROCESSING, "order_processing", directory.c_str(), BATON_ORDER_WORKFLOW, count.c_str(), nullptr);
    _exit(127);
  }

  // Runs and kills until a run has ended by itself; how many were killed.
  int run_with_kills() {
    std::mt19937 random(GetParam());
    int kills = 0;
    while (true) {
      const pid_t child = start();
      if (kills < kMostKills) {
        // The moment is random on purpose: every one of them must be survived.
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
        kill(child, SIGKILL);
      }
      int status = 0;
      waitpid(child, &status, 0);
      if (WIFEXITED(status)) {
        EXPECT_EQ(WEXITSTATUS(status), 0);
        return kills;
      }
      ++kills;
    }
  }

  std::int64_t number(const std::string& sql) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open((directory_ / "shop.db").c_str(), &database), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sql;
    const std::int64_t result = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return result;
  }

  [[nodiscard]] std::string store_url() const { return "sqlite:" + (directory_ / "baton.db").string(); }

 private:
  std::filesystem::path directory_;
};

TEST_P(CrashTest, NothingIsLostAndNothingHappensTwice) {
  const int kills = run_with_kills();
  std::printf("killed %d times\n", kills);
  const std::int64_t good = kOrders / 2;

  EXPECT_EQ(number("SELECT count(*) FROM orders WHERE state = 'scheduled'"), good);
  EXPECT_EQ(number("SELECT count(*) FROM orders WHERE state = 'cancelled'"), kOrders - good);
  EXPECT_EQ(number("SELECT count(*) FROM charges"), kOrders);
  EXPECT_EQ(number("SELECT count(*) FROM charges WHERE refunded = 0"), good);
  EXPECT_EQ(number("SELECT count(DISTINCT order_id) FROM charges"), kOrders);
  EXPECT_EQ(number("SELECT count(*) FROM messages"), 2 * kOrders);
  EXPECT_EQ(number("SELECT available FROM stock WHERE sku = 'tea'"), 1000 - 2 * good);
  EXPECT_EQ(number("SELECT available FROM stock WHERE sku = 'kettle'"), 200 - good);

  auto engine = baton::Engine::open(store_url(), {.mode = baton::EngineOptions::Mode::Read});
  ASSERT_TRUE(engine) << engine.error().message;
  for (int order = 1; order <= kOrders; ++order) {
    const baton::InstanceId id{"order-" + std::to_string(order)};
    SCOPED_TRACE(id.value);
    const auto view = engine->find(id);
    ASSERT_TRUE(view) << view.error().message;
    const bool is_good = order % 2 == 1;
    EXPECT_EQ(view->summary.status, is_good ? baton::Status::Completed : baton::Status::Faulted);
    if (is_good) {
      EXPECT_EQ(baton::to_json(view->output), R"({"order":")" + id.value + R"(","receipt":"receipt for )" + id.value +
                                                  R"(","total":4800,"delivery":"tomorrow"})");
    }
    const auto history = engine->history(id);
    ASSERT_TRUE(history) << history.error().message;
    std::map<std::string, int> completed;
    std::uint64_t last = 0;
    for (const baton::HistoryEntry& entry : *history) {
      EXPECT_LE(entry.revision.value, last + 1) << "the history has a gap";
      last = entry.revision.value;
      if (entry.kind == "task.completed") ++completed[entry.task];
    }
    for (const auto& [task, times] : completed) EXPECT_EQ(times, 1) << task;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CrashTest, testing::Values(1U, 2U, 3U));

}  // namespace
