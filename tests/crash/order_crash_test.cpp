// The example's real process, killed at random moments and started again on the same files until it has ended by itself.
// At other moments it is stopped, its files are copied as they are in the middle of whatever it does, and it continues; the
// program then has to end on the copy too. Afterwards the shop's database and the engine's history must be as if nothing
// had happened, here and there.
#include "contract/temporary_directory.hpp"
#include "crash/history_check.hpp"
#include "crash/program.hpp"

#include <sqlite3.h>

#include <cstdio>

namespace baton::crash {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int kOrders = 6;
constexpr int kGood = kOrders / 2;  // every second one cannot be delivered
constexpr int kOrderKills = 40;
constexpr int kSnapshots = 26;
constexpr int kLivesOfOneRun = 8;
constexpr milliseconds kLongestOrderLife{60};

std::int64_t number(const fs::path& directory, const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open((directory / "shop.db").c_str(), &database), SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sql;
  EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW) << sql;
  const std::int64_t result = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return result;
}

void check_shop(const fs::path& directory) {
  const auto count = [&](const std::string& what) { return number(directory, "SELECT count(*) FROM " + what); };
  EXPECT_EQ(count("orders WHERE state = 'scheduled'"), kGood);
  EXPECT_EQ(count("orders WHERE state = 'cancelled'"), kOrders - kGood);
  EXPECT_EQ(count("shipments"), kGood);
  EXPECT_EQ(count("charges"), kOrders);
  EXPECT_EQ(count("charges WHERE refunded = 0"), kGood);
  EXPECT_EQ(number(directory, "SELECT count(DISTINCT order_id) FROM charges"), kOrders);
  EXPECT_EQ(count("messages"), 2 * kOrders);
  EXPECT_EQ(number(directory, "SELECT available FROM stock WHERE sku = 'tea'"), 1000 - 2 * kGood);
  EXPECT_EQ(number(directory, "SELECT available FROM stock WHERE sku = 'kettle'"), 200 - kGood);
}

void check_instances(const fs::path& directory) {
  auto engine = Engine::open("sqlite:" + (directory / "baton.db").string(), {.mode = EngineOptions::Mode::Read});
  ASSERT_TRUE(engine) << engine.error().message;
  for (int order = 1; order <= kOrders; ++order) {
    const InstanceId id{"order-" + std::to_string(order)};
    SCOPED_TRACE(id.value);
    const auto view = engine->find(id);
    ASSERT_TRUE(view) << view.error().message;
    const Status expected = order % 2 == 1 ? Status::Completed : Status::Faulted;
    EXPECT_EQ(view->summary.status, expected);
    if (expected == Status::Completed) {
      EXPECT_EQ(to_json(view->output), R"({"order":")" + id.value + R"(","receipt":"receipt for )" + id.value +
                                           R"(","total":4800,"delivery":"tomorrow"})");
    }
    const auto history = engine->history(id);
    ASSERT_TRUE(history) << history.error().message;
    check_records((directory / "baton.db").string(), id);
    check_history(*history, expected);
    EXPECT_EQ(tasks_of(*history, "compensation.completed").size(), expected == Status::Completed ? 0u : 3u);
    const auto shipping = engine->find(InstanceId{"shipping-" + std::to_string(order)});
    ASSERT_TRUE(shipping) << shipping.error().message;
    EXPECT_EQ(shipping->summary.status, Status::Completed);
    EXPECT_EQ(shipping->output.get<bool>("shipped"), expected == Status::Completed);
  }
  const auto paid =
      engine->events({.from = 1, .limit = 1'000, .filter = {.type = "order.paid", .source = {}, .subject = {}}});
  ASSERT_TRUE(paid) << paid.error().message;
  EXPECT_EQ(paid->events.size(), static_cast<std::size_t>(kGood)) << "each once";
}

class OrdersInAProcess : public ::testing::TestWithParam<unsigned> {
 protected:
  // The program on new files, killed now and then, until it has ended.
  void run_once() {
    const fs::path data = directory_.file("run-" + std::to_string(++runs_));
    fs::create_directory(data);
    bool has_ended = false;
    for (int life = 0; life < kLivesOfOneRun && !has_ended; ++life) {
      const fs::path copy = data.string() + "-copy-" + std::to_string(life);
      {
        Program process = start(data);
        if (random_() % 2 == 0) take_snapshot(process, data, copy);
        wait_a_moment(random_, kLongestOrderLife);
        has_ended = !process.kill();
        if (!has_ended) ++kills_;
      }
      if (fs::exists(copy)) finish(copy);
    }
    finish(data);
  }

  int kills_ = 0;
  int snapshots_ = 0;

 private:
  static Program start(const fs::path& data) {
    return Program(BATON_ORDER_PROCESSING, {data.string(), BATON_ORDER_WORKFLOW, std::to_string(kOrders)}, data);
  }

  static void finish(const fs::path& data) {
    SCOPED_TRACE(data.filename().string());
    EXPECT_EQ(start(data).wait(), 0);
    check_shop(data);
    check_instances(data);
    fs::remove_all(data);
  }

  // All files as they are at one instant, in the middle of whatever the process does.
  void take_snapshot(Program& process, const fs::path& data, const fs::path& copy) {
    wait_a_moment(random_, kLongestOrderLife);
    if (!process.stop()) return;
    fs::copy(data, copy, fs::copy_options::recursive);
    process.go_on();
    ++snapshots_;
  }

  testing::TemporaryDirectory directory_;
  std::mt19937 random_{GetParam()};
  int runs_ = 0;
};

TEST_P(OrdersInAProcess, NothingIsLostAndNothingHappensTwice) {
  while ((kills_ < kOrderKills || snapshots_ < kSnapshots) && !HasFailure()) run_once();
  std::printf("killed %d times, copied %d times\n", kills_, snapshots_);
  EXPECT_GE(kills_, kOrderKills);
  EXPECT_GE(snapshots_, kSnapshots);
}

INSTANTIATE_TEST_SUITE_P(Seeds, OrdersInAProcess, ::testing::Values(1U, 2U, 3U, 4U));

}  // namespace
}  // namespace baton::crash
