// Strategies and sagas of operations that are awaited. A test's clock is a list of coroutines that wait.
#include <baton/pattern/awaited_saga.hpp>
#include <baton/pattern/timeout.hpp>

#include <gtest/gtest.h>

#include <coroutine>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::pattern {
namespace {

struct Held {
  static constexpr bool is_failure = false;
  int attempts = 0;
};
struct Lost {
  static constexpr bool is_failure = true;
  std::string why;
};
using Hold = std::variant<Held, Lost>;
using Log = std::vector<std::string>;

// What waits until the test says so.
struct Later {
  std::vector<std::coroutine_handle<>> waiting;

  auto operator co_await() {
    struct Awaiter {
      Later& later;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      void await_suspend(std::coroutine_handle<> handle) const { later.waiting.push_back(handle); }
      void await_resume() const noexcept {}
    };
    return Awaiter{*this};
  }
  void come() {
    for (const auto handle : std::exchange(waiting, {})) handle.resume();
  }
};

// Starts it; the result is there once it has ended.
template <class T>
std::shared_ptr<std::optional<T>> begin(Async<T> work) {
  auto result = std::make_shared<std::optional<T>>();
  std::move(work).start([result](std::expected<T, std::exception_ptr> ended) {
    if (ended) result->emplace(*std::move(ended));
  });
  return result;
}

Async<void> no_pause(std::chrono::milliseconds) {
  co_return;
}

RetryDecision thrice(const Hold& result, std::uint32_t attempt) {
  if (!has_failed(result) || attempt == 3) return Stop{};
  return Again{std::chrono::milliseconds(10 * attempt)};
}

TEST(AwaitedStrategies, RetryAwaitsEachAttemptAndEachPause) {
  Later pause;
  Later answer;
  std::vector<Retrying> seen;
  const auto ask = [&](std::uint32_t attempt) -> Async<Hold> {
    co_await answer;
    if (attempt < 3) co_return Lost{};
    co_return Held{.attempts = 3};
  };
  const auto wait = [&](std::chrono::milliseconds) -> Async<void> { co_await pause; };
  auto asked = ask | retry(&thrice, wait, [&](const Hold&, const Retrying& again) { seen.push_back(again); });
  const auto result = begin(asked());
  for (int i = 0; i < 2; ++i) {
    answer.come();
    EXPECT_FALSE(*result);
    pause.come();
  }
  answer.come();
  ASSERT_TRUE(*result);
  EXPECT_EQ(std::get<Held>(**result).attempts, 3);
  EXPECT_EQ(seen, (std::vector<Retrying>{{.attempt = 1, .after = std::chrono::milliseconds(10)},
                                         {.attempt = 2, .after = std::chrono::milliseconds(20)}}));
}

TEST(AwaitedStrategies, OutliveWhatTheyWereMadeOf) {
  Later answer;
  std::shared_ptr<std::optional<Hold>> result;
  {
    const auto ask = [&answer]() -> Async<Hold> {
      co_await answer;
      co_return Lost{"no"};
    };
    const auto other = [](const Hold&) -> Hold { return Held{}; };
    result = begin((ask | retry(&thrice, &no_pause) | fallback(other))());
  }
  for (int i = 0; i < 3; ++i) answer.come();
  ASSERT_TRUE(*result);
  EXPECT_FALSE(has_failed(**result));
}

TEST(AwaitedStrategies, FallbackMayBeAwaited) {
  const auto ask = []() -> Async<Hold> { co_return Lost{"no"}; };
  const auto other = [](const Hold&) -> Async<Hold> { co_return Held{.attempts = 7}; };
  const auto result = begin((ask | fallback(other))());
  EXPECT_EQ(std::get<Held>(**result).attempts, 7);
}

TEST(Timeout, ExpiresWhenTheTimerEndsFirst) {
  Later answer;
  Later time;
  std::stop_token stop;
  const auto ask = [&](std::stop_token asked) -> Async<Hold> {
    stop = std::move(asked);
    co_await answer;
    co_return Held{};
  };
  const auto timer = [&](std::chrono::milliseconds) -> Async<void> { co_await time; };
  const auto expired = [] { return Hold(Lost{"in doubt"}); };
  const auto result = begin((ask | timeout(std::chrono::seconds(5), timer, expired))());
  EXPECT_FALSE(*result);
  EXPECT_FALSE(stop.stop_requested());
  time.come();
  ASSERT_TRUE(*result);
  EXPECT_EQ(std::get<Lost>(**result).why, "in doubt");
  EXPECT_TRUE(stop.stop_requested());
  answer.come();  // too late, and harmless
}

TEST(Timeout, GivesTheResultThatComesInTime) {
  Later answer;
  Later time;
  const auto ask = [&]() -> Async<Hold> {
    co_await answer;
    co_return Held{.attempts = 1};
  };
  const auto timer = [&](std::chrono::milliseconds) -> Async<void> { co_await time; };
  const auto expired = [] { return Hold(Lost{"in doubt"}); };
  const auto result = begin((ask | timeout(std::chrono::seconds(5), timer, expired))());
  answer.come();
  ASSERT_TRUE(*result);
  EXPECT_FALSE(has_failed(**result));
  time.come();
}

TEST(Timeout, NeedsNoTimerForWhatAnswersAtOnce) {
  bool has_timer = false;
  const auto ask = []() -> Async<Hold> { co_return Held{}; };
  const auto timer = [&](std::chrono::milliseconds) -> Async<void> {
    has_timer = true;
    co_return;
  };
  const auto result = begin((ask | timeout(std::chrono::seconds(5), timer, [] { return Hold(Lost{}); }))());
  EXPECT_FALSE(has_failed(**result));
  EXPECT_FALSE(has_timer);
}

class AwaitedSagaTest : public testing::Test {
 protected:
  // A step whose undo is awaited.
  auto step(std::string name) {
    return []() -> Async<Hold> { co_return Held{}; } | compensate([this, name]() -> Async<void> {
                     const std::string undone = name;  // the lambda may be gone after the wait
                     Log& into = log;
                     co_await later;
                     into.push_back("undo " + undone);
                   });
  }
  static Async<Hold> fail() { co_return Lost{"no"}; }

  Later later;
  Log log;
};

TEST_F(AwaitedSagaTest, AwaitsItsUndosNewestFirstWhenTheResultIsAFailure) {
  const auto result = begin(undo_on_failure_awaiting([this](AwaitedSaga& saga) -> Async<Hold> {
    static_cast<void>(co_await saga.run("stock", step("stock")));
    static_cast<void>(co_await saga.run("card", step("card")));
    co_return co_await saga.run("mail", &fail | compensate([] {}));
  }));
  later.come();
  EXPECT_EQ(log, Log{"undo card"});
  EXPECT_FALSE(*result);
  later.come();
  ASSERT_TRUE(*result);
  EXPECT_EQ((*result)->compensation, (Compensation{.undone = {"card", "stock"}, .failed = {}}));
}

TEST_F(AwaitedSagaTest, KeepsWhatSucceeded) {
  const auto result = begin(undo_on_failure_awaiting(
      [this](AwaitedSaga& saga) -> Async<Hold> { co_return co_await saga.run("stock", step("stock")); }));
  ASSERT_TRUE(*result);
  EXPECT_EQ((*result)->compensation, Compensation());
  EXPECT_TRUE(later.waiting.empty());
}

TEST_F(AwaitedSagaTest, UndoesAfterAnExceptionAndPassesItOn) {
  const auto body = [this](AwaitedSaga& saga) -> Async<Hold> {
    static_cast<void>(co_await saga.run("stock", step("stock")));
    throw std::runtime_error("nobody knows");
  };
  std::exception_ptr passed_on;
  undo_on_failure_awaiting(body).start([&](auto ended) { passed_on = ended.error(); });
  EXPECT_FALSE(passed_on);
  later.come();
  EXPECT_EQ(log, Log{"undo stock"});
  EXPECT_THROW(std::rethrow_exception(passed_on), std::runtime_error);
}

TEST_F(AwaitedSagaTest, GivesTheSuccessToAnUndoAndReportsItsFailure) {
  std::vector<FailedUndo> failed;
  const auto hold = []() -> Async<Hold> { co_return Held{.attempts = 4}; };
  int given = 0;
  const auto undo = [&](const Hold& held) -> Async<Saga::UndoResult> {
    given = std::get<Held>(held).attempts;
    co_return std::unexpected("too late");
  };
  {
    AwaitedSaga saga([&](const FailedUndo& undone) { failed.push_back(undone); });
    static_cast<void>(begin(saga.run("hold", hold | compensate(undo))));
  }
  EXPECT_EQ(given, 4);
  EXPECT_EQ(failed, (std::vector<FailedUndo>{{"hold", "too late"}}));
}

TEST(Async, SaysThatItWasAwaitedBefore) {
  const auto seven = []() -> Async<int> { co_return 7; };
  const auto twice = [&]() -> Async<int> {
    auto once = seven();
    const int first = co_await std::move(once);
    co_return first + co_await std::move(once);
  };
  const auto moved = [&]() -> Async<int> {
    auto from = seven();
    const auto into = std::move(from);
    co_return co_await std::move(from);
  };
  std::vector<std::exception_ptr> thrown;
  twice().start([&](auto ended) { thrown.push_back(ended.error()); });
  moved().start([&](auto ended) { thrown.push_back(ended.error()); });
  ASSERT_EQ(thrown.size(), 2U);
  for (const auto& one : thrown) EXPECT_THROW(std::rethrow_exception(one), std::logic_error);
}

}  // namespace
}  // namespace baton::pattern
