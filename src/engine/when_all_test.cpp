#include <baton/when_all.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace baton {
namespace {

// Gives its number when the test says so.
struct Later {
  std::function<void()>* resume;
  int number;

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> waiting) const { *resume = waiting; }
  int await_resume() const { return number; }
};

Async<std::string> text_at_once() {
  co_return "text";
}
Async<> nothing_at_once() {
  co_return;
}
Async<int> throws_at_once(const char* what) {
  throw std::runtime_error(what);
  co_return 0;
}
Async<int> number_when(std::function<void()>& resume, int number) {
  co_return co_await Later{&resume, number};
}

TEST(WhenAll, ResumesOnceAllHaveEnded) {
  std::function<void()> first;
  std::function<void()> second;
  std::optional<std::tuple<int, std::string, int, std::monostate>> all;
  const auto work = [&]() -> Async<> {
    all = co_await when_all(Later{&first, 1}, text_at_once(), number_when(second, 2), nothing_at_once());
  };
  work().start([](const auto&) {});
  EXPECT_FALSE(all);
  second();
  EXPECT_FALSE(all);
  first();
  EXPECT_EQ(all, (std::tuple(1, std::string("text"), 2, std::monostate())));
}

TEST(WhenAll, DoesNotWaitForWhatHasEndedAtOnce) {
  bool is_done = false;
  const auto work = [&]() -> Async<> {
    const auto [text] = co_await when_all(text_at_once());
    EXPECT_EQ(text, "text");
    co_await when_all(std::vector<Async<int>>());
    is_done = true;
  };
  work().start([](const auto&) {});
  EXPECT_TRUE(is_done);
}

TEST(WhenAll, ThrowsTheFirstExceptionOnceAllHaveEnded) {
  std::function<void()> last;
  std::string caught;
  const auto work = [&]() -> Async<> {
    try {
      co_await when_all(number_when(last, 1), throws_at_once("one"), throws_at_once("two"));
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
  };
  work().start([](const auto&) {});
  EXPECT_EQ(caught, "");
  last();
  EXPECT_EQ(caught, "one");
}

TEST(WhenAll, TakesAVectorAndKeepsItsOrder) {
  std::vector<std::function<void()>> resume(3);
  std::vector<int> numbers;
  const auto work = [&]() -> Async<> {
    std::vector<Async<int>> parts;
    for (int i = 0; i < 3; ++i) parts.push_back(number_when(resume[static_cast<std::size_t>(i)], i));
    numbers = co_await when_all(std::move(parts));
  };
  work().start([](const auto&) {});
  for (const std::size_t i : {2U, 0U, 1U}) resume[i]();
  EXPECT_EQ(numbers, (std::vector{0, 1, 2}));
}

TEST(WhenAll, IsEndedByTheLastOfSeveralThreads) {
  for (int round = 0; round < 200; ++round) {
    std::vector<std::function<void()>> resume(4);
    std::atomic<int> ended = 0;
    const auto work = [&]() -> Async<> {
      std::vector<Later> parts;
      for (auto& each : resume) parts.push_back({&each, 1});
      const auto all = co_await when_all(std::move(parts));
      ended += static_cast<int>(all.size());
    };
    work().start([](const auto&) {});
    {
      std::vector<std::jthread> threads;
      for (auto& each : resume) threads.emplace_back([&each] { each(); });
    }
    ASSERT_EQ(ended, 4);
  }
}

}  // namespace
}  // namespace baton
