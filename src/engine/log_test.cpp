#include "engine/log.hpp"
#include "engine/commit_meter.hpp"
#include "engine/rarely.hpp"

#include <gtest/gtest.h>
#include <support/noted_log.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace baton::engine {
namespace {

using Lines = std::vector<std::string>;

TEST(Rarely, LetsOneThroughInATimeAndCountsTheOthers) {
  const auto at = [](int seconds) { return Rarely::Clock::time_point{std::chrono::seconds{seconds}}; };
  Rarely rarely(std::chrono::seconds{10});
  EXPECT_EQ(rarely.pass(at(100)), 0u);
  EXPECT_FALSE(rarely.pass(at(101)));
  EXPECT_FALSE(rarely.pass(at(109)));
  EXPECT_EQ(rarely.pass(at(110)), 2u);
  EXPECT_FALSE(rarely.pass(at(119)));
  EXPECT_EQ(rarely.pass(at(500)), 1u);
}

class EngineLog : public ::testing::Test {
 protected:
  std::string store_shown_for(const std::string& url) {
    const auto noted = std::make_shared<testing::NotedLog>();
    Log(noted).opened(url, {.operator_threads = 3});
    const std::string line = noted->lines().at(0);
    const auto begin = line.find("store=") + 6;
    return line.substr(begin, line.find(", mode") - begin);
  }

  std::shared_ptr<testing::NotedLog> noted_ = std::make_shared<testing::NotedLog>();
  Log log_{noted_};
};

TEST_F(EngineLog, SaysNothingWithoutALogger) {
  Log log(nullptr);
  log.opened("memory:", {});
  log.overloaded();
  log.closed();
}

TEST_F(EngineLog, NamesTheStoreWithoutWhatOpensIt) {
  EXPECT_EQ(store_shown_for("sqlite:/data/baton.db"), "sqlite:/data/baton.db");
  EXPECT_EQ(store_shown_for("postgres://baton:s3cr?et@db.local/baton?password=x@y"), "postgres://y");
  EXPECT_EQ(store_shown_for("postgres://baton:s3cret@db.local/baton?sslmode=require"), "postgres://db.local/baton");
  EXPECT_EQ(store_shown_for("redis://db.local/0?password=s3cret"), "redis://db.local/0");
}

TEST_F(EngineLog, SaysOnceWhatHappensVeryOften) {
  for (int i = 0; i < 1'000; ++i) log_.overloaded();
  EXPECT_EQ(noted_->lines(), Lines{"warning: a request was refused because too many wait"});
  EXPECT_EQ(log_.refused_overloaded(), 1'000u) << "it is counted all the same";
}

TEST_F(EngineLog, HasSlowCommitsAndNoOthers) {
  CommitMeter meter(log_);
  meter.took(kSlowCommit - std::chrono::milliseconds{1}, 3);
  EXPECT_EQ(meter.measure(1, [] { return 7; }), 7);
  EXPECT_TRUE(noted_->lines().empty());
  meter.took(std::chrono::milliseconds{1'500}, 3);
  EXPECT_EQ(noted_->lines(), Lines{"warning: a commit was slow; seconds=1.5, writes=3"});
}

}  // namespace
}  // namespace baton::engine
