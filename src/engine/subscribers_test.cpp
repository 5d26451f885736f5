// Subscribers, from many threads.
#include "engine/subscribers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>

namespace baton::engine {
namespace {

TEST(Subscribers, AreToldInOrderUntilTheirHandleIsGone) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::vector<std::string> seen;
  auto handle = subscribers->add([&](const HistoryEntry& entry) { seen.push_back(entry.kind); });
  EXPECT_FALSE(subscribers->empty());
  HistoryEntry first;
  first.kind = "first";
  HistoryEntry second;
  second.kind = "second";
  subscribers->tell({first, second});
  handle.reset();
  subscribers->tell({first});
  EXPECT_EQ(seen, (std::vector<std::string>{"first", "second"}));
  EXPECT_TRUE(subscribers->empty());
}

TEST(Subscribers, AreToldAlsoWhereOneOfThemThrows) {
  const auto subscribers = std::make_shared<Subscribers>();
  int told = 0;
  const auto count = [&](const HistoryEntry&) { ++told; };
  const auto before = subscribers->add(count);
  const auto throwing = subscribers->add([&](const HistoryEntry&) {
    ++told;
    throw std::runtime_error("broken");
  });
  const auto throwing_too = subscribers->add([&](const HistoryEntry&) {
    ++told;
    throw 7;
  });
  const auto after = subscribers->add(count);
  subscribers->tell({{}, {}});
  EXPECT_EQ(told, 8);
}

TEST(Subscribers, MayDropAnyHandleInACall) {
  const auto subscribers = std::make_shared<Subscribers>();
  const auto held = std::make_shared<int>(0);  // by each of them
  std::vector<std::shared_ptr<void>> handles(3);
  std::vector<std::size_t> told;
  for (std::size_t i = 0; i < handles.size(); ++i) {
    handles[i] = subscribers->add([&, held, i](const HistoryEntry&) {
      told.push_back(i);
      if (i != 1) return;
      handles.clear();
      EXPECT_EQ(held.use_count(), 2) << "the one that runs, and the test";
    });
  }
  subscribers->tell({{}, {}});
  subscribers->tell({{}});
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1}));
  EXPECT_TRUE(subscribers->empty());
  EXPECT_EQ(held.use_count(), 1);
}

TEST(Subscribers, MayAddOthersInACall) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::vector<std::shared_ptr<void>> handles;
  int told = 0;
  handles.push_back(subscribers->add(
      [&](const HistoryEntry&) { handles.push_back(subscribers->add([&](const HistoryEntry&) { ++told; })); }));
  subscribers->tell({{}});
  EXPECT_EQ(told, 0);
  subscribers->tell({{}});
  EXPECT_EQ(told, 1);
}

TEST(Subscribers, AreNotCalledOnceTheirHandleIsGone) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::atomic<bool> is_over = false;
  std::jthread telling([&] {
    while (!is_over) subscribers->tell({{}, {}});
  });
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> told = 0;
    std::vector<int> used(1, 0);  // not to be touched once the handle is gone
    auto handle = subscribers->add([&](const HistoryEntry&) {
      ++used.at(0);
      ++told;
    });
    while (told == 0) std::this_thread::yield();
    handle.reset();
    used.clear();
  }
  is_over = true;
}

TEST(Subscribers, KeepNoneOfTheOthersWaitingWhileOneRuns) {
  const auto subscribers = std::make_shared<Subscribers>();
  std::latch running(1);
  std::latch dropped(1);
  const auto slow = subscribers->add([&](const HistoryEntry&) {
    running.count_down();
    dropped.wait();
  });
  auto other = subscribers->add([](const HistoryEntry&) {});
  std::jthread telling([&] { subscribers->tell({{}}); });
  running.wait();
  other.reset();
  auto another = subscribers->add([](const HistoryEntry&) {});
  dropped.count_down();
}

}  // namespace
}  // namespace baton::engine
