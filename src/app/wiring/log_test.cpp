// What an opened engine logs.
#include "app/wiring/test_support.hpp"

#include <baton/log.hpp>
#include <baton/machine.hpp>

#include <gtest/gtest.h>
#include <support/noted_log.hpp>

#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::app {
namespace {

class LogOfAnEngine : public ::testing::Test {
 protected:
  [[nodiscard]] Engine open(EngineOptions options = {}) {
    options.logger = noted_;
    return Engine::open("memory:", std::move(options)).value();
  }
  // The lines that begin so.
  [[nodiscard]] std::vector<std::string> lines(const std::string& prefix) const {
    std::vector<std::string> found = noted_->lines();
    std::erase_if(found, [&](const std::string& line) { return !line.starts_with(prefix); });
    return found;
  }

  std::shared_ptr<testing::NotedLog> noted_ = std::make_shared<testing::NotedLog>();
};

TEST_F(LogOfAnEngine, SaysThatItOpensAndCloses) {
  {
    Engine engine = open({.operator_threads = 2});
    const auto id = engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}).value();
    EXPECT_TRUE(engine.wait(id));
  }
  const auto all = noted_->lines();
  ASSERT_EQ(all.size(), 3u) << "nothing of what works: " << ::testing::PrintToString(all);
  EXPECT_TRUE(all[0].starts_with("info: the engine is open; version=")) << all[0];
  EXPECT_TRUE(all[0].ends_with(", store=memory:, mode=write, operator_threads=2")) << all[0];
  EXPECT_EQ(all[1], "info: the engine is closing");
  EXPECT_EQ(all[2], "info: the engine is closed");
}

TEST_F(LogOfAnEngine, IsCalledWithoutALockInItsWay) {
  bounded([&] {
    Engine engine = open();
    std::promise<void> ended;
    auto throwing = std::make_shared<Engine::Subscription>();
    *throwing = engine.subscribe([&, throwing](const HistoryEntry& entry) {
      if (entry.kind == "workflow.completed") *throwing = {};
      throw std::runtime_error("broken");
    });
    const auto watching = engine
                              .observe([&](const Observed& observed) {
                                if (std::get<HistoryEntry>(observed).kind == "workflow.completed") ended.set_value();
                                throw 7;
                              })
                              .value();
    ASSERT_TRUE(engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}));
    ended.get_future().wait();
  });
  EXPECT_EQ(lines("warning: a subscriber threw an exception").size(), 1u);
  EXPECT_EQ(lines("warning: an observer threw an exception").size(), 1u);
}

TEST_F(LogOfAnEngine, SaysThatAnObserverFellBehind) {
  {
    Engine engine = open();
    std::promise<void> may_run;
    const auto watching =
        engine.observe([released = may_run.get_future().share()](const Observed&) { released.wait(); }, {.queue = 1})
            .value();
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(engine.wait(engine.run(document("quick", "do:\n- none: {set: {a: 1}}\n"), {}).value()));
    }
    may_run.set_value();
    while (lines("warning: an observer fell behind and got a gap mark; entries=").empty()) std::this_thread::yield();
  }
}

}  // namespace
}  // namespace baton::app
