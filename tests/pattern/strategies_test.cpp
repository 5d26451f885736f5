#include <baton/pattern/strategies.hpp>

#include <gtest/gtest.h>

#include <expected>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::pattern {
namespace {

using namespace std::chrono_literals;

struct Charged {
  std::uint32_t attempt = 0;
  friend bool operator==(const Charged&, const Charged&) = default;
};
struct Declined {
  static constexpr bool is_failure = true;
  std::string reason;
  friend bool operator==(const Declined&, const Declined&) = default;
};
using ChargeResult = std::variant<Charged, Declined>;

// Succeeds at the given attempt.
auto charging(std::uint32_t succeeds_at, std::vector<std::uint32_t>& attempts) {
  return [succeeds_at, &attempts](std::uint32_t attempt) -> ChargeResult {
    attempts.push_back(attempt);
    if (attempt == succeeds_at) return Charged{attempt};
    return Declined{"attempt " + std::to_string(attempt)};
  };
}
// Waits a second longer after each attempt.
auto at_most(std::uint32_t attempts) {
  return [attempts](const ChargeResult& result, std::uint32_t attempt) -> RetryDecision {
    if (!has_failed(result) || attempt >= attempts) return Stop{};
    return Again{.after = attempt * 1000ms};
  };
}
using Attempts = std::vector<std::uint32_t>;

TEST(Retry, RepeatsUntilThePolicyAcceptsTheResult) {
  Attempts attempts;
  auto charge = charging(3, attempts) | retry(at_most(5), NoPause());
  EXPECT_EQ(charge(), ChargeResult(Charged{3}));
  EXPECT_EQ(attempts, (Attempts{1, 2, 3}));
}

TEST(Retry, ReturnsTheLastFailureWhenThePolicyStops) {
  Attempts attempts;
  auto charge = charging(9, attempts) | retry(at_most(2), NoPause());
  EXPECT_EQ(charge(), ChargeResult(Declined{"attempt 2"}));
  EXPECT_EQ(attempts, (Attempts{1, 2}));
}

TEST(Retry, MayRepeatASuccess) {
  int asked = 0;
  auto poll = [&]() -> ChargeResult { return Charged{}; } |
                           retry([&](const ChargeResult&, std::uint32_t) -> RetryDecision {
                             return ++asked < 4 ? RetryDecision(Again{}) : Stop{};
                           });
  static_cast<void>(poll());
  EXPECT_EQ(asked, 4);
}

TEST(Retry, GivesThePausesToWhatWasInjected) {
  Attempts attempts;
  std::vector<std::chrono::milliseconds> pauses;
  auto charge =
      charging(4, attempts) | retry(at_most(9), [&](std::chrono::milliseconds pause) { pauses.push_back(pause); });
  static_cast<void>(charge());
  EXPECT_EQ(pauses, (std::vector<std::chrono::milliseconds>{1s, 2s, 3s}));
}

TEST(Retry, CanBeRunAgainFromTheFirstAttempt) {
  Attempts attempts;
  auto charge = charging(2, attempts) | retry(at_most(3), NoPause());
  static_cast<void>(charge());
  static_cast<void>(charge());
  EXPECT_EQ(attempts, (Attempts{1, 2, 1, 2}));
}

TEST(Retry, TakesAnOperationThatDoesNotCountAttempts) {
  int calls = 0;
  auto operation = [&]() -> std::expected<Charged, Declined> {
    if (++calls < 3) return std::unexpected(Declined{});
    return Charged{};
  };
  auto charge = operation | retry([](const std::expected<Charged, Declined>& result, std::uint32_t) -> RetryDecision {
                  return result ? RetryDecision(Stop{}) : Again{};
                });
  EXPECT_TRUE(charge());
  EXPECT_EQ(calls, 3);
}

TEST(Retry, AsksNoPolicyAboutAnException) {
  int asked = 0;
  auto charge = []() -> ChargeResult { throw std::runtime_error("nobody knows"); } |
                            retry([&](const ChargeResult&, std::uint32_t) -> RetryDecision {
                              ++asked;
                              return Again{};
                            });
  EXPECT_THROW(static_cast<void>(charge()), std::runtime_error);
  EXPECT_EQ(asked, 0);
}

TEST(Fallback, IsTakenWhenTheOperationFails) {
  Attempts attempts;
  std::string seen;
  auto charge = charging(9, attempts) | fallback([&](const ChargeResult& failed) -> ChargeResult {
                  seen = std::get<Declined>(failed).reason;
                  return Charged{100};
                });
  EXPECT_EQ(charge(), ChargeResult(Charged{100}));
  EXPECT_EQ(seen, "attempt 1");
}

TEST(Fallback, IsNotTakenWhenTheOperationSucceeds) {
  Attempts attempts;
  auto charge = charging(1, attempts) | fallback([](const ChargeResult&) -> ChargeResult { return Charged{100}; });
  EXPECT_EQ(charge(), ChargeResult(Charged{1}));
}

TEST(Fallback, ResultStandsAlsoIfItFails) {
  Attempts attempts;
  auto charge = charging(9, attempts) | fallback([](const ChargeResult&) { return Declined{"neither"}; });
  EXPECT_EQ(charge(), ChargeResult(Declined{"neither"}));
}

TEST(Strategies, ApplyFromLeftToRight) {
  Attempts attempts;
  int others = 0;
  const auto other = [&](const ChargeResult&) -> ChargeResult {
    ++others;
    return Declined{"other"};
  };

  auto retried_first = charging(9, attempts) | retry(at_most(3), NoPause()) | fallback(other);
  EXPECT_EQ(retried_first(), ChargeResult(Declined{"other"}));
  EXPECT_EQ(attempts, (Attempts{1, 2, 3}));
  EXPECT_EQ(others, 1);

  attempts.clear();
  others = 0;
  auto fallen_back_first = charging(9, attempts) | fallback(other) | retry(at_most(3), NoPause());
  EXPECT_EQ(fallen_back_first(), ChargeResult(Declined{"other"}));
  EXPECT_EQ(attempts, (Attempts{1, 2, 3})) << "the fallback hands the attempt's number on";
  EXPECT_EQ(others, 3);
}

TEST(Strategies, TakeWhatCannotBeCopied) {
  auto operation = [owned = std::make_unique<int>(2)](std::uint32_t attempt) -> ChargeResult {
    if (std::cmp_less(attempt, *owned)) return Declined{};
    return Charged{attempt};
  };
  auto policy = [owned = std::make_unique<int>(3)](const ChargeResult& result, std::uint32_t attempt) -> RetryDecision {
    if (has_failed(result) && std::cmp_less(attempt, *owned)) return Again{};
    return Stop{};
  };
  auto other = [owned = std::make_unique<int>(1)](const ChargeResult&) -> ChargeResult { return Declined{}; };
  auto charge = std::move(operation) | retry(std::move(policy), NoPause()) | fallback(std::move(other));
  EXPECT_EQ(charge(), ChargeResult(Charged{2}));
}

TEST(Compensate, KeepsTheStepAndItsUndoTogether) {
  Attempts attempts;
  int undone = 0;
  auto step = charging(2, attempts) | retry(at_most(3), NoPause()) | compensate([&] { ++undone; });
  EXPECT_EQ(step.operation(), ChargeResult(Charged{2}));
  step.undo();
  EXPECT_EQ(undone, 1);
}

TEST(Retry, WaitsUnlessItIsToldNotTo) {
  const auto policy = at_most(2);
  static_assert(std::is_same_v<decltype(retry(policy)), Retry<decltype(at_most(2)), SleepingPause, NoObserver>>);
  const auto begun = std::chrono::steady_clock::now();
  SleepingPause()(5ms);
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 5ms);
}

TEST(Retry, LetsAnObserverSeeWhatIsNotKept) {
  Attempts attempts;
  std::vector<std::pair<std::string, Retrying>> seen;
  const auto log = [&](const ChargeResult& result, const Retrying& again) {
    seen.emplace_back(std::get<Declined>(result).reason, again);
  };
  auto charge = charging(3, attempts) | retry(at_most(5), NoPause(), log);
  EXPECT_EQ(charge(), ChargeResult(Charged{3}));
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, Retrying>>{{"attempt 1", {.attempt = 1, .after = 1000ms}},
                                                                 {"attempt 2", {.attempt = 2, .after = 2000ms}}}));
}

}  // namespace
}  // namespace baton::pattern
