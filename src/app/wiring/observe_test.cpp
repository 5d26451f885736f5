// Observers of an opened engine, and of a testing engine.
#include "app/wiring/every_call.hpp"
#include "app/wiring/test_support.hpp"

#include <baton/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

namespace baton::app {
namespace {

const std::string kQuick = document("quick", "do:\n- none: {set: {a: 1}}\n");
const std::vector<std::string> kKindsOfQuick{"workflow.started", "task.started", "task.completed",
                                             "workflow.completed"};

// What an observer has been given of each change, and that nothing came twice.
class Seen {
 public:
  void note(const HistoryEntry& entry) {
    all_.emplace(entry.instance.value, entry.revision.value, entry.position);
    kinds.push_back(entry.kind);
  }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

  std::vector<std::string> kinds;

 private:
  std::set<std::tuple<std::string, std::uint64_t, std::uint32_t>> all_;
};

TEST(ObserverOfAnEngine, GetsAllThatHappensInOrderAlsoWhereTheEngineCloses) {
  Seen seen;
  Engine::Subscription watching;  // outlives the engine
  {
    Engine engine = Engine::open("memory:").value();
    watching = engine.observe([&](const Observed& observed) { seen.note(std::get<HistoryEntry>(observed)); }).value();
    ASSERT_TRUE(engine.run(kQuick, {}));
    EXPECT_TRUE(engine.wait_until_all_done());
  }
  EXPECT_EQ(seen.kinds, kKindsOfQuick);
}

// It reads the history of what it missed, in its own call.
TEST(ObserverOfAnEngine, ThatIsSlowHoldsUpNobodyAndFindsInTheHistoryWhatItMissed) {
  constexpr std::size_t instances = 20;
  bounded([] {
    Seen seen;
    std::size_t gaps = 0;
    std::latch running(1);
    std::promise<void> may_run;
    std::promise<void> has_seen_all;
    Engine engine = Engine::open("memory:").value();
    const auto note_missed = [&](const Gap& gap) {
      ++gaps;
      EXPECT_TRUE(gap.names_all);
      for (const Gap::Missed& missed : gap.instances) {
        const auto history = engine.history(missed.instance).value();
        for (const HistoryEntry& entry : history) seen.note(entry);
      }
    };
    const auto watching = engine
                              .observe(
                                  [&, released = may_run.get_future().share()](const Observed& observed) {
                                    const auto* entry = std::get_if<HistoryEntry>(&observed);
                                    entry != nullptr ? seen.note(*entry) : note_missed(std::get<Gap>(observed));
                                    if (seen.size() == 1) running.count_down();
                                    if (seen.size() == instances * kKindsOfQuick.size())
                                      std::exchange(has_seen_all, {}).set_value();
                                    released.wait();
                                  },
                                  {.queue = 3})
                              .value();
    auto all_seen = has_seen_all.get_future();
    for (std::size_t i = 0; i < instances; ++i) {
      ASSERT_TRUE(engine.wait(engine.run(kQuick, {}).value()));
      if (i == 0) running.wait();
    }
    may_run.set_value();
    all_seen.wait();
    EXPECT_GT(gaps, 0u);
  });
}

TEST(ObserverOfAnEngine, MayCallItsEngine) {
  bounded([] {
    Engine engine = Engine::open("memory:").value();
    std::promise<Result<InstanceView>> other;
    const auto watching = engine
                              .observe([&](const Observed& observed) {
                                const auto& entry = std::get<HistoryEntry>(observed);
                                if (entry.instance.value != "first" || entry.kind != "workflow.completed") return;
                                other.set_value(engine.wait(engine.run(kQuick, {.input = {}, .id = "other"}).value()));
                              })
                              .value();
    ASSERT_TRUE(engine.run(kQuick, {.input = {}, .id = "first"}));
    EXPECT_EQ(other.get_future().get()->summary.status, Status::Completed);
  });
}

TEST(ObserverOfAnEngine, ThatWaitsInItIsAnsweredWhereTheEngineCloses) {
  bounded([] {
    std::promise<std::optional<Error::Kind>> answered;
    std::promise<void> called;
    Engine::Subscription watching;  // outlives the engine: its end waits for the observer, which waits in the engine
    {
      Engine engine = Engine::open("memory:").value();
      engine.add_method("payment.charge", HeldMethod().method()).value();  // nobody answers
      watching = engine
                     .observe([&](const Observed& observed) {
                       if (std::get<HistoryEntry>(observed).kind != "workflow.started") return;
                       called.set_value();
                       answered.set_value(error_of(engine.wait({"order-1"})));
                     })
                     .value();
      ASSERT_TRUE(engine.deploy(kOrder));
      ASSERT_TRUE(engine.start(order("order-1")));
      called.get_future().wait();
    }
    EXPECT_EQ(answered.get_future().get(), Error::Kind::Unavailable);
  });
}

TEST(ObserverOfAnEngineDeathTest, CannotDestroyIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto destroy_in_observer = [] {
    auto engine = std::make_unique<Engine>(Engine::open("memory:").value());
    std::promise<void> is_running;
    const auto watching = engine->observe([&](const Observed&) {
      is_running.get_future().wait();
      engine.reset();
    });
    static_cast<void>(engine->run(kQuick, {}));
    is_running.set_value();
    std::this_thread::sleep_for(std::chrono::minutes{1});
  };
  EXPECT_DEATH(destroy_in_observer(), ::testing::HasSubstr("destroyed by its own callback"));
}

class ObserverOfATestingEngine : public ::testing::Test {
 protected:
  testing::TestEngine engine_;
};

TEST_F(ObserverOfATestingEngine, GetsAllInOrderAndMayCallIt) {
  Seen seen;
  std::optional<Status> found;
  const auto watching = engine_
                            .observe([&](const Observed& observed) {
                              const auto& entry = std::get<HistoryEntry>(observed);
                              seen.note(entry);
                              if (seen.size() > 1) return;
                              found = engine_.find(entry.instance)->summary.status;
                              ASSERT_TRUE(engine_.run(kQuick, {.input = {}, .id = "other"}));
                            })
                            .value();
  ASSERT_TRUE(engine_.run(kQuick, {.input = {}, .id = "first"}));
  engine_.run_until_idle();
  EXPECT_EQ(found, Status::Completed);
  EXPECT_EQ(seen.size(), 2 * kKindsOfQuick.size());
  EXPECT_EQ((std::vector<std::string>(seen.kinds.begin(), seen.kinds.begin() + 4)), kKindsOfQuick);
}

TEST_F(ObserverOfATestingEngine, GetsAGapMarkForWhatItsQueueDoesNotHold) {
  std::vector<std::string> told;
  const auto watching =
      engine_
          .observe(
              [&](const Observed& observed) {
                if (const auto* entry = std::get_if<HistoryEntry>(&observed)) {
                  return told.push_back(entry->kind);
                }
                const Gap& gap = std::get<Gap>(observed);
                told.push_back(std::to_string(gap.entries) + " of " + gap.instances.at(0).instance.value);
              },
              {.queue = 1})
          .value();
  ASSERT_TRUE(engine_.run(kQuick, {.input = {}, .id = "one"}));
  engine_.run_until_idle();
  ASSERT_TRUE(engine_.run(kQuick, {.input = {}, .id = "two"}));
  engine_.run_until_idle();
  EXPECT_EQ(told, (std::vector<std::string>{"workflow.started", "3 of one", "workflow.started", "3 of two"}));
}

TEST_F(ObserverOfATestingEngine, GetsNothingOnceItsSubscriptionIsGone) {
  int told = 0;
  auto watching = engine_.observe([&](const Observed&) { ++told; });
  ASSERT_TRUE(engine_.run(kQuick, {}));
  engine_.run_until_idle();
  *watching = Engine::Subscription();
  ASSERT_TRUE(engine_.run(kQuick, {}));
  engine_.run_until_idle();
  EXPECT_EQ(told, 4);
}

TEST_F(ObserverOfATestingEngine, CannotBeginInASubscriber) {
  std::optional<Error::Kind> kind;
  const auto subscription =
      engine_.subscribe([&](const HistoryEntry&) { kind = error_of(engine_.observe([](const Observed&) {})); });
  ASSERT_TRUE(engine_.run(kQuick, {}));
  EXPECT_EQ(kind, Error::Kind::Unavailable);
}

}  // namespace
}  // namespace baton::app
