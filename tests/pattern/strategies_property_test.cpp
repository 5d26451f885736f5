// What holds of retry, fallback and sagas for whatever their operations do.
#include <baton/pattern/saga.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baton::pattern {
namespace {

struct Good {
  int number = 0;
  friend bool operator==(const Good&, const Good&) = default;
};
struct Bad {
  static constexpr bool is_failure = true;
  int number = 0;
  friend bool operator==(const Bad&, const Bad&) = default;
};
using Result = std::variant<Good, Bad>;

Result result_of(bool succeeds, int number) {
  if (succeeds) return Good{number};
  return Bad{number};
}

enum class Undo { Works, Refuses, Throws };
struct Step {
  bool succeeds = true;
  Undo undo = Undo::Works;
};

rc::Gen<Step> any_step() {
  return rc::gen::build<Step>(rc::gen::set(&Step::succeeds, rc::gen::weightedElement<bool>({{4, true}, {1, false}})),
                              rc::gen::set(&Step::undo, rc::gen::element(Undo::Works, Undo::Refuses, Undo::Throws)));
}

RC_GTEST_PROP(SagaProperty, UndoesExactlyWhatCompletedNewestFirst, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  std::vector<std::string> expected_undone;
  std::vector<FailedUndo> expected_failed;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!steps[i].succeeds) continue;
    const std::string name = std::to_string(i);
    if (steps[i].undo == Undo::Works) expected_undone.push_back(name);
    if (steps[i].undo == Undo::Refuses) expected_failed.push_back({name, "refused"});
    if (steps[i].undo == Undo::Throws) expected_failed.push_back({name, "thrown"});
  }

  std::vector<int> called;
  std::vector<FailedUndo> reported;
  Compensation compensation;
  {
    Saga saga([&](const FailedUndo& failed) { reported.push_back(failed); });
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto operation = [&, i] { return result_of(steps[i].succeeds, static_cast<int>(i)); };
      const auto undo = [&, i](const Result& done) -> Saga::UndoResult {
        called.push_back(std::get<Good>(done).number);
        if (steps[i].undo == Undo::Throws) throw std::runtime_error("thrown");
        if (steps[i].undo == Undo::Refuses) return std::unexpected("refused");
        return {};
      };
      const Result result = saga.run(std::to_string(i), operation | compensate(undo));
      RC_ASSERT(has_failed(result) != steps[i].succeeds);
    }
    compensation = saga.compensate();
  }
  RC_ASSERT(compensation.undone == expected_undone);
  RC_ASSERT(compensation.failed == expected_failed);
  RC_ASSERT(reported == expected_failed);
  RC_ASSERT(std::ranges::is_sorted(called, std::greater<>()));
  RC_ASSERT(called.size() == expected_undone.size() + expected_failed.size());
}

// The scope that is left at the first failure, as an orchestrator does it.
RC_GTEST_PROP(SagaProperty, LeavingTheScopeUndoesTheStepsBeforeTheFailure, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  std::vector<std::size_t> called;
  bool completed = false;
  {
    Saga saga([](const FailedUndo&) {});
    const auto run = [&] {
      for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto operation = [&] { return result_of(steps[i].succeeds, 0); };
        if (has_failed(saga.run(std::to_string(i), operation | compensate([&called, i] { called.push_back(i); })))) {
          return false;
        }
      }
      return true;
    };
    completed = run();
    if (completed) saga.complete();
  }
  std::vector<std::size_t> expected;
  const auto failed = std::ranges::find(steps, false, &Step::succeeds);
  if (!completed) {
    for (auto i = static_cast<std::size_t>(failed - steps.begin()); i-- > 0;) expected.push_back(i);
  }
  RC_ASSERT(completed == (failed == steps.end()));
  RC_ASSERT(called == expected);
}

// What the operation results in at each attempt, and whether the policy then asks again. After the last it stops.
struct Attempt {
  bool succeeds = false;
  bool again = true;
  int pause_ms = 0;
};
rc::Gen<std::vector<Attempt>> any_attempts() {
  return rc::gen::nonEmpty(rc::gen::container<std::vector<Attempt>>(
      rc::gen::build<Attempt>(rc::gen::set(&Attempt::succeeds),
                              rc::gen::set(&Attempt::again, rc::gen::weightedElement<bool>({{4, true}, {1, false}})),
                              rc::gen::set(&Attempt::pause_ms, rc::gen::inRange(0, 1000)))));
}
// How many attempts the policy allows.
std::size_t allowed(const std::vector<Attempt>& attempts) {
  const auto stop = std::ranges::find(attempts, false, &Attempt::again);
  return std::min(static_cast<std::size_t>(stop - attempts.begin()) + 1, attempts.size());
}

struct Script {
  std::vector<Attempt> attempts;
  std::vector<std::uint32_t> called;
  std::vector<int> pauses;

  auto operation() {
    return [this](std::uint32_t attempt) {
      called.push_back(attempt);
      return result_of(attempts.at(attempt - 1).succeeds, static_cast<int>(attempt));
    };
  }
  auto policy() {
    return [this](const Result&, std::uint32_t attempt) -> RetryDecision {
      if (attempt == attempts.size() || !attempts[attempt - 1].again) return Stop{};
      return Again{.after = std::chrono::milliseconds(attempts[attempt - 1].pause_ms)};
    };
  }
  auto pause() {
    return [this](std::chrono::milliseconds pause) { pauses.push_back(static_cast<int>(pause.count())); };
  }
};

RC_GTEST_PROP(RetryProperty, CallsExactlyAsOftenAsThePolicySays, ()) {
  Script script{.attempts = *any_attempts(), .called = {}, .pauses = {}};
  const std::size_t count = allowed(script.attempts);
  auto retried = script.operation() | retry(script.policy(), script.pause());
  const Result result = retried();

  std::vector<std::uint32_t> numbers;
  std::vector<int> pauses;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(static_cast<std::uint32_t>(i + 1));
    if (i + 1 < count) pauses.push_back(script.attempts[i].pause_ms);
  }
  RC_ASSERT(script.called == numbers);
  RC_ASSERT(script.pauses == pauses);
  RC_ASSERT(result == result_of(script.attempts[count - 1].succeeds, static_cast<int>(count)));
}

RC_GTEST_PROP(FallbackProperty, IsTakenExactlyWhenTheOperationFails, (bool succeeds, bool other_succeeds)) {
  int asked = 0;
  auto operation = [&] { return result_of(succeeds, 1); } | fallback([&](const Result& failed) {
                     RC_ASSERT(failed == Result(Bad{1}));
                     ++asked;
                     return result_of(other_succeeds, 2);
                   });
  const Result result = operation();
  RC_ASSERT(asked == (succeeds ? 0 : 1));
  RC_ASSERT(result == (succeeds ? result_of(true, 1) : result_of(other_succeeds, 2)));
}

RC_GTEST_PROP(StrategiesProperty, FallbackAfterRetrySeesOnlyTheLastResult, (bool other_succeeds)) {
  Script script{.attempts = *any_attempts(), .called = {}, .pauses = {}};
  const std::size_t count = allowed(script.attempts);
  std::vector<Result> seen;
  auto composed = script.operation() | retry(script.policy(), NoPause()) | fallback([&](const Result& failed) {
                    seen.push_back(failed);
                    return result_of(other_succeeds, -1);
                  });
  const Result result = composed();
  const Result last = result_of(script.attempts[count - 1].succeeds, static_cast<int>(count));
  RC_ASSERT(script.called.size() == count);
  RC_ASSERT(seen == (has_failed(last) ? std::vector<Result>{last} : std::vector<Result>{}));
  RC_ASSERT(result == (has_failed(last) ? result_of(other_succeeds, -1) : last));
}

RC_GTEST_PROP(StrategiesProperty, RetryAfterFallbackFallsBackAtEachFailedAttempt, ()) {
  Script script{.attempts = *any_attempts(), .called = {}, .pauses = {}};
  const std::size_t count = allowed(script.attempts);
  std::size_t others = 0;
  auto composed = script.operation() | fallback([&](const Result& failed) {
                    ++others;
                    return failed;
                  }) |
                  retry(script.policy(), NoPause());
  static_cast<void>(composed());
  const auto tried = script.attempts.begin() + static_cast<std::ptrdiff_t>(count);
  RC_ASSERT(script.called.size() == count);
  RC_ASSERT(others == static_cast<std::size_t>(std::count_if(
                          script.attempts.begin(), tried, [](const Attempt& attempt) { return !attempt.succeeds; })));
}

}  // namespace
}  // namespace baton::pattern
