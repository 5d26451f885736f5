#include "core/policy.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

using namespace std::chrono_literals;
using Backoff = RetryPolicy::Backoff;

constexpr Timestamp kNow{std::chrono::sys_days(std::chrono::year(2026) / 1 / 31)};

class NoBindings final : public Bindings {
 public:
  [[nodiscard]] Value argument(Argument) const override { return {}; }
  [[nodiscard]] Value variable(std::string_view) const override { return {}; }
  [[nodiscard]] Timestamp now() const override { return kNow; }
};

Expression expression(const std::string& text) {
  const std::vector<std::string> names(kArgumentNames.begin(), kArgumentNames.end());
  return Expression{.text = text, .program = jq::compile(text, names).value(), .variables = {}, .loose = false};
}

// In how much time the next attempt begins; nullopt: never.
std::optional<Duration> after(const RetryPolicy& policy, std::uint32_t attempt, RetryProgress progress = {}) {
  progress.attempt = attempt;
  progress.now = kNow;
  const auto due = next_attempt_at(policy, progress, Value(), NoBindings());
  EXPECT_TRUE(due) << due.error().detail;
  if (!due || !*due) return std::nullopt;
  return **due - kNow;
}

RetryPolicy every_second() {
  RetryPolicy policy;
  policy.delay = CalendarDuration{.time = 1s};
  return policy;
}

RetryProgress since(Timestamp first_attempt_at) {
  RetryProgress progress;
  progress.first_attempt_at = first_attempt_at;
  return progress;
}
RetryProgress with_random(std::uint64_t random) {
  RetryProgress progress;
  progress.random = random;
  return progress;
}
RetryProgress with_error(Value error) {
  RetryProgress progress;
  progress.error = std::move(error);
  return progress;
}

TEST(RetryPolicy, BacksOff) {
  const CalendarDuration second{.time = 1s};
  EXPECT_EQ(backed_off(second, Backoff::Constant, 4), second);
  EXPECT_EQ(backed_off(second, Backoff::Linear, 4).time, 4s);
  EXPECT_EQ(backed_off(second, Backoff::Exponential, 1).time, 1s);
  EXPECT_EQ(backed_off(second, Backoff::Exponential, 4).time, 8s);
  EXPECT_EQ(backed_off({.months = 1}, Backoff::Exponential, 3).months, 4);
  const CalendarDuration longest = backed_off(second, Backoff::Exponential, 4'000'000'000);
  EXPECT_GT(longest.time, 24h * 365);  // and no overflow
}

TEST(RetryPolicy, CountsRetriesAfterTheFirstAttempt) {
  RetryPolicy policy = every_second();
  EXPECT_EQ(after(policy, 1'000), 1s) << "without a limit";
  policy.max_retries = 2;
  EXPECT_EQ(after(policy, 2), 1s);
  EXPECT_EQ(after(policy, 3), std::nullopt);
  policy.max_retries = 0;
  EXPECT_EQ(after(policy, 1), std::nullopt);
}

TEST(RetryPolicy, BeginsNoAttemptAfterItsWholeTime) {
  RetryPolicy policy = every_second();
  policy.total_duration = CalendarDuration{.time = 10s};
  EXPECT_EQ(after(policy, 1, since(kNow - 9s)), 1s);
  EXPECT_EQ(after(policy, 1, since(kNow - 9001ms)), std::nullopt);
}

TEST(RetryPolicy, DrawsItsJitterBetweenTheTwoMoments) {
  RetryPolicy policy = every_second();
  policy.jitter = RetryPolicy::Jitter{.from = CalendarDuration{.time = 1s}, .to = CalendarDuration{.time = 2s}};
  EXPECT_EQ(after(policy, 1, with_random(0)), 2s);
  EXPECT_EQ(after(policy, 1, with_random(1'000)), 3s);
  EXPECT_EQ(after(policy, 1, with_random(1'001)), 2s) << "the last one is the two seconds themselves";
  policy.jitter->to = CalendarDuration{};
  EXPECT_EQ(after(policy, 1, with_random(7)), 2s) << "the wrong way round";
}

TEST(RetryPolicy, AddsMonthsToTheDayOfTheFailure) {
  RetryPolicy policy = every_second();
  policy.delay = CalendarDuration{.months = 1};
  EXPECT_EQ(after(policy, 1), 28 * 24h) << "from the last of January";
}

TEST(RetryPolicy, TriesNothingAgainAfterAFinalError) {
  const RetryPolicy policy = every_second();
  EXPECT_EQ(after(policy, 1, with_error({{"status", 403}, {"final", true}})), std::nullopt);
  EXPECT_EQ(after(policy, 1, with_error({{"status", 403}, {"final", false}})), 1s);
  EXPECT_EQ(after(policy, 1, with_error({{"status", 403}, {"final", "true"}})), 1s);
}

TEST(RetryPolicy, AsksItsConditionsAboutTheError) {
  const Value error = Value::object({{"status", Value::number(std::int64_t{503})}});
  RetryPolicy policy = every_second();
  policy.when = expression(".status == 503");
  EXPECT_EQ(after(policy, 1, with_error(error)), 1s);
  policy.except_when = expression(".status >= 500");
  EXPECT_EQ(after(policy, 1, with_error(error)), std::nullopt);
  policy.when = expression(".status | error(\"no\")");
  EXPECT_FALSE(next_attempt_at(policy, with_error(error), Value(), NoBindings()));
}

ErrorFilter filter(void (*set)(ErrorFilter&)) {
  ErrorFilter made;
  set(made);
  return made;
}

TEST(ErrorFilter, MatchesErrorsWithAllItsProperties) {
  const Problem problem{.type = "https://example.com/a",
                        .status = 402,
                        .title = "Declined",
                        .detail = "no money",
                        .instance = "/do/0/pay",
                        .extensions = {}};
  const auto takes = [&](void (*set)(ErrorFilter&)) { return matches(filter(set), problem); };
  EXPECT_TRUE(takes([](ErrorFilter&) {}));
  EXPECT_TRUE(takes([](ErrorFilter& each) { each.type = "https://example.com/a", each.status = 402; }));
  EXPECT_TRUE(takes([](ErrorFilter& each) { each.title = "Declined", each.detail = "no money"; }));
  EXPECT_TRUE(takes([](ErrorFilter& each) { each.instance = "/do/0/pay"; }));
  EXPECT_FALSE(takes([](ErrorFilter& each) { each.type = "https://example.com/b", each.status = 402; }));
  EXPECT_FALSE(takes([](ErrorFilter& each) { each.status = 403; }));
  EXPECT_FALSE(takes([](ErrorFilter& each) { each.title = "declined"; }));
  EXPECT_FALSE(takes([](ErrorFilter& each) { each.detail = ""; }));
  EXPECT_FALSE(takes([](ErrorFilter& each) { each.instance = "/do/0"; }));
}

}  // namespace
}  // namespace baton::core
