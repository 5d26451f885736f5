// The program `baton`, killed at random moments while it runs a workflow that calls a server in this process. The
// server does each thing once for a key, and refuses, is slow, or hangs up before or after it has done it. Whatever verb
// continues with the instance, each effect must be there once, and undone newest first when the workflow fails.
#include "adapters/http/loopback_server.hpp"
#include "contract/temporary_directory.hpp"
#include "crash/history_check.hpp"
#include "crash/program.hpp"

#include <atomic>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>

namespace baton::crash {
namespace {

using std::chrono::milliseconds;
using Arguments = std::vector<std::string>;

constexpr int kKills = 40;
constexpr milliseconds kLongestLife{60};

// What the world did: the effects, in their order.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  [[nodiscard]] std::string url() const { return server_.url(""); }
  void let_in(bool everybody) { gate_is_open_ = everybody; }
  [[nodiscard]] std::vector<std::string> effects() const {
    const std::scoped_lock lock(mutex_);
    return effects_;
  }

 private:
  http::Reply answer(const http::ServedRequest& request) {
    const std::string key = request.header("idempotency-key");
    EXPECT_FALSE(key.empty()) << request.target;
    if (request.target.ends_with("/gate") && !gate_is_open_) return http::reply("422 Unprocessable", "", "");
    const unsigned mood = random_() % 10;
    if (mood == 0 && !is_known(key)) return http::reply("503 Busy", "", "");
    if (mood == 1) return {.bytes = "", .then = http::Reply::Then::Reset};
    perform(request.target, key);
    if (mood == 2) return {.bytes = "HTTP/1.1 2", .then = http::Reply::Then::Reset};
    wait_a_moment(random_, milliseconds(6));
    return http::reply("200 OK", "Content-Type: application/json\r\n", R"({"done":true})");
  }

  bool is_known(const std::string& key) { return keys_.contains(key); }
  void perform(const std::string& target, const std::string& key) {
    if (!keys_.insert(key).second) return;
    const std::scoped_lock lock(mutex_);
    effects_.push_back(target);
  }

  std::atomic<bool> gate_is_open_ = false;
  std::mt19937 random_;         // of the server's thread, as the keys
  std::set<std::string> keys_;  // that it has served
  mutable std::mutex mutex_;
  std::vector<std::string> effects_;
  http::LoopbackServer server_{[this](const http::ServedRequest& request) { return answer(request); }};
};

std::string call(const std::string& url) {
  return "call: http, with: {method: post, endpoint: '" + url + "'}";
}

enum class Ending : std::uint8_t { Good, Failure, Gate };

// Four calls, two of them at the same time, and how it ends: well, with a failure that undoes them all, or with a call
// that is refused for as long as the gate is closed.
std::string document(const std::string& name, const std::string& url, Ending ending) {
  const auto step = [&](const std::string& what) {
    std::string text = what + ": {" + call(url + "/" + what);
    if (ending == Ending::Failure) {
      text += ", metadata: {compensate: [{undo: {" + call(url + "/undo-" + what) + "}}]}";
    }
    return text + "}";
  };
  std::string last;
  if (ending == Ending::Failure) last = "  - ill: {raise: {error: {type: 'https://example.com/ill', status: 400}}}\n";
  if (ending == Ending::Gate) last = "  - " + step("gate") + "\n";
  return "document: {dsl: '1.0.3', namespace: test, name: " + name +
         ", version: '1.0.0', metadata: {retry: patient}}\n"
         "use: {retries: {patient: {when: '${ $error.status != 422 }', delay: {milliseconds: 5},"
         " limit: {attempt: {count: 100}}}}}\n"
         "do:\n  - " +
         step("flight") + "\n  - both: {fork: {branches: [{" + step("hotel") + "}, {" + step("car") + "}]}}\n  - " +
         step("tickets") + "\n" + last;
}

class BatonInAProcess : public ::testing::TestWithParam<unsigned> {
 protected:
  struct Trip {
    InstanceId id;
    std::string path;
  };

  // An instance with files of its own.
  Trip plan(Ending ending) {
    const std::string name = "trip-" + std::to_string(++trips_);
    const std::string path = directory_.file(name + ".yaml");
    std::ofstream(path) << document(name, world_.url() + "/" + name, ending);
    EXPECT_EQ(baton({"deploy", path}), 0);
    return {InstanceId{name}, path};
  }

  // Drives it with one verb or another, killed each time but for every fifth, until it has ended with `status`.
  void drive(const Trip& trip, int status, const std::vector<Arguments>& verbs) {
    for (int life = 1; life <= 300; ++life) {
      const Arguments& verb = verbs[random_() % verbs.size()];
      Program process(BATON_PROGRAM, with_store(verb), directory_.file(""));
      if (life % 5 != 0) {
        wait_a_moment(random_, kLongestLife);
        if (process.kill()) {
          ++kills_;
          continue;
        }
      }
      // Not the end: not there yet (2, 4), waiting for another attempt (5), or not yet entered again (1). `run` tells the end if another has reached it.
      if (process.wait() == status) return;
    }
    ADD_FAILURE() << trip.id.value << " has not ended";
  }
  [[nodiscard]] static std::vector<Arguments> starting(const Trip& trip) {
    return {{"run", trip.path, "--id", trip.id.value},
            {"start", "test/" + trip.id.value, "--id", trip.id.value},
            {"resume", trip.id.value}};
  }

  int baton(const Arguments& arguments) {
    return Program(BATON_PROGRAM, with_store(arguments), directory_.file("")).wait();
  }

  void check(const Trip& trip, Status status, const std::vector<std::string>& expected) {
    auto engine = Engine::open("sqlite:" + store(), {.mode = EngineOptions::Mode::Read});
    ASSERT_TRUE(engine) << engine.error().message;
    const auto view = engine->find(trip.id);
    ASSERT_TRUE(view) << view.error().message;
    EXPECT_EQ(view->summary.status, status);
    const auto history = engine->history(trip.id);
    ASSERT_TRUE(history) << history.error().message;
    check_records(store(), trip.id);
    check_history(*history, status);
    EXPECT_EQ(sorted(effects_of(trip)), sorted(expected));
    check_order_of_undoing(*history, effects_of(trip));
    // Ended is ended.
    EXPECT_EQ(baton({"run", trip.path, "--id", trip.id.value}), status == Status::Completed ? 0 : 1);
    EXPECT_EQ(baton({"resume", trip.id.value}), 2);
    EXPECT_EQ(engine->history(trip.id)->size(), history->size());
  }

  World world_{GetParam()};
  int kills_ = 0;

 private:
  static std::vector<std::string> sorted(std::vector<std::string> texts) {
    std::ranges::sort(texts);
    return texts;
  }

  [[nodiscard]] std::string store() const { return directory_.file("baton.db"); }
  [[nodiscard]] Arguments with_store(Arguments arguments) const {
    arguments.insert(arguments.end(), {"--store", "sqlite:" + store()});
    return arguments;
  }

  [[nodiscard]] std::vector<std::string> effects_of(const Trip& trip) const {
    std::vector<std::string> names;
    const std::string prefix = "/" + trip.id.value + "/";
    for (const std::string& effect : world_.effects()) {
      if (effect.starts_with(prefix)) names.push_back(effect.substr(prefix.size()));
    }
    return names;
  }

  // As the world saw it: the reverse of the order in which the history says that they had completed.
  static void check_order_of_undoing(const std::vector<HistoryEntry>& history,
                                     const std::vector<std::string>& effects) {
    std::vector<std::string> undone;
    for (const std::string& effect : effects) {
      if (effect.starts_with("undo-")) undone.push_back(effect.substr(5));
    }
    if (undone.empty()) return;
    std::vector<std::string> done;
    for (const HistoryEntry& entry : history) {
      const bool counts = entry.kind == "task.completed" && entry.task_name != "undo" && entry.task_name != "both";
      if (counts) done.insert(done.begin(), entry.task_name);
    }
    EXPECT_EQ(undone, done);
  }

  testing::TemporaryDirectory directory_;
  std::mt19937 random_{GetParam()};
  int trips_ = 0;
};

TEST_P(BatonInAProcess, DoesEverythingOnce) {
  while (kills_ < kKills && !HasFailure()) {
    const Trip trip = plan(Ending::Good);
    drive(trip, 0, starting(trip));
    check(trip, Status::Completed, {"flight", "hotel", "car", "tickets"});
  }
  std::printf("killed %d times\n", kills_);
  EXPECT_GE(kills_, kKills);
}

TEST_P(BatonInAProcess, UndoesEverythingOnceNewestFirst) {
  while (kills_ < kKills && !HasFailure()) {
    const Trip trip = plan(Ending::Failure);
    drive(trip, 1, starting(trip));
    check(trip, Status::Faulted,
          {"flight", "hotel", "car", "tickets", "undo-flight", "undo-hotel", "undo-car", "undo-tickets"});
  }
  std::printf("killed %d times\n", kills_);
  EXPECT_GE(kills_, kKills);
}

TEST_P(BatonInAProcess, ContinuesAtTheFailedTaskWhenItIsRetried) {
  while (kills_ < kKills && !HasFailure()) {
    world_.let_in(false);
    const Trip trip = plan(Ending::Gate);
    drive(trip, 1, starting(trip));
    world_.let_in(true);
    drive(trip, 0, {{"retry", trip.id.value}, {"resume", trip.id.value}, {"run", trip.path, "--id", trip.id.value}});
    check(trip, Status::Completed, {"flight", "hotel", "car", "tickets", "gate"});
  }
  std::printf("killed %d times\n", kills_);
  EXPECT_GE(kills_, kKills);
}

INSTANTIATE_TEST_SUITE_P(Seeds, BatonInAProcess, ::testing::Values(1U, 2U));

}  // namespace
}  // namespace baton::crash
