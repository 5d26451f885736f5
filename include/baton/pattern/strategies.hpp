// Error-handling strategies as values that can be combined. A policy, which belongs to the core and sees the result,
// decides what to do; the loop is here.
//
//   auto charge = [&](std::uint32_t attempt) { return gateway.charge(card, total, key_of(order, attempt)); }
//               | retry(charge_policy(customer), pause)             // RetryDecision charge_policy(…)(result, attempt)
//               | fallback([&](const ChargeResult&) { return gateway.charge_invoice(customer, total); });
//   ChargeResult result = charge();
//
//   auto reserve = [&] { return stock.reserve(items); } | compensate([&](const Reserved& r) { return stock.release(r); });
//   saga.run("reserve stock", reserve);                             // baton/pattern/saga.hpp
//
// An operation is called with the number of the attempt (from 1), or with nothing. It is called at least once, and as often
// as the policy decides; the policy sets the limit. Strategies apply from left to right: each one sees the result of all
// strategies to its left. Exceptions pass through: they mean that the outcome is unknown, so no policy is
// asked.
//
// An operation that returns baton::Async of its result is awaited, and so is what the strategies make of it: `co_await charge()`. The
// pause between two attempts must then be awaited, too. An awaited operation can have a time limit: timeout.hpp.
// A coroutine keeps its operation and strategies; what they refer to must live until it has ended.
#pragma once

#include <baton/async.hpp>
#include <baton/pattern/await.hpp>
#include <baton/pattern/sum_type.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>

namespace baton::pattern {

// What a policy decides: keep the result, or try again after a delay.
struct Stop {
  friend bool operator==(const Stop&, const Stop&) = default;
};
struct Again {
  std::chrono::milliseconds after{0};

  friend bool operator==(const Again&, const Again&) = default;
};
using RetryDecision = std::variant<Stop, Again>;

namespace detail {

template <class Operation>
concept TakesAttempt = std::invocable<Operation&, std::uint32_t>;
template <class Operation>
concept Attemptable = TakesAttempt<Operation> || std::invocable<Operation&>;

template <class Operation>
decltype(auto) call(Operation& operation, std::uint32_t attempt) {
  if constexpr (TakesAttempt<Operation>) {
    return operation(attempt);
  } else {
    return operation();
  }
}

// The result of an operation. Every strategy uses this, so a type that is not an operation is reported once, here.
template <class Operation>
struct Attempted {
  static_assert(Attemptable<Operation>,
                "[strategy.operation] an operation is called with the attempt or nothing; compensate() comes last");
  using Type = void;
};
template <class Operation>
inline constexpr bool is_compensated_step_type = false;
template <class Step>
inline constexpr bool is_compensated_step = is_compensated_step_type<std::remove_cvref_t<Step>>;
template <Attemptable Operation>
struct Attempted<Operation> {
  using Type = std::decay_t<decltype(call(std::declval<Operation&>(), 1U))>;
};
// What it returns, and what comes of it once it is awaited.
template <class Operation>
using ReturnOf = typename Attempted<Operation>::Type;
template <class Operation>
using ResultOf = typename Awaited<ReturnOf<Operation>>::Type;
template <class Operation>
inline constexpr bool is_awaited = Awaited<ReturnOf<Operation>>::is_awaited;

template <class Policy, class Result>
concept PolicyFor = requires(const Policy& policy, const Result& result, std::uint32_t attempt) {
  { policy(result, attempt) } -> std::same_as<RetryDecision>;
};
template <class Pause>
inline constexpr bool is_awaited_pause = Awaited<std::invoke_result_t<Pause&, std::chrono::milliseconds>>::is_awaited;

}  // namespace detail

// A pause that does not wait: for policies without delays, and for tests.
struct NoPause {
  void operator()(std::chrono::milliseconds) const noexcept {}
};
// A pause that blocks this thread.
struct SleepingPause {
  void operator()(std::chrono::milliseconds delay) const { std::this_thread::sleep_for(delay); }
};

// What an observer of a retry sees: the result that is not kept, and what is done about it.
struct Retrying {
  std::uint32_t attempt = 1;  // the one that was made
  std::chrono::milliseconds after{0};

  friend bool operator==(const Retrying&, const Retrying&) = default;
};
struct NoObserver {
  template <class Result>
  void operator()(const Result&, const Retrying&) const noexcept {}
};

template <class Policy, class Pause, class Observer>
struct Retry {
  Policy policy;
  Pause pause;
  Observer observer;
};
// Repeats an operation while the policy says so. `pause(milliseconds)` waits between two attempts: it sleeps, unless another one
// is given. `observer(result, Retrying)` is called before each pause, to log it; the policy stays pure.
template <class Policy, class Pause = SleepingPause, class Observer = NoObserver>
[[nodiscard]] Retry<Policy, Pause, Observer> retry(Policy policy, Pause pause = {}, Observer observer = {}) {
  return {std::move(policy), std::move(pause), std::move(observer)};
}

namespace detail {

template <class Operation, class Strategy>
struct Bound {
  Operation operation;
  Strategy strategy;
};

template <class Result, class Operation, class Strategy>
Result retry_at_once(Bound<Operation, Strategy>& bound) {
  for (std::uint32_t attempt = 1;; ++attempt) {
    Result result = call(bound.operation, attempt);
    const RetryDecision decision = std::as_const(bound.strategy.policy)(std::as_const(result), attempt);
    const Again* again = std::get_if<Again>(&decision);
    if (again == nullptr) return result;
    bound.strategy.observer(std::as_const(result), Retrying{.attempt = attempt, .after = again->after});
    bound.strategy.pause(again->after);
  }
}
template <class Result, class Operation, class Strategy>
Async<Result> retry_awaiting(std::shared_ptr<Bound<Operation, Strategy>> bound) {
  for (std::uint32_t attempt = 1;; ++attempt) {
    Result result = co_await call(bound->operation, attempt);
    const RetryDecision decision = std::as_const(bound->strategy.policy)(std::as_const(result), attempt);
    const Again* again = std::get_if<Again>(&decision);
    if (again == nullptr) co_return result;
    bound->strategy.observer(std::as_const(result), Retrying{.attempt = attempt, .after = again->after});
    co_await bound->strategy.pause(again->after);
  }
}

template <class Operation, class Policy, class Pause, class Observer>
consteval bool check_retry() {
  if constexpr (Attemptable<Operation>) {
    using Result = ResultOf<Operation>;
    constexpr bool is_sum = SumType<Result>;
    static_assert(is_sum, "[strategy.result] the operation must return a closed sum type, by which the policy decides");
    if constexpr (is_sum) {
      constexpr bool is_policy = PolicyFor<Policy, Result>;
      constexpr bool is_pause = std::invocable<Pause&, std::chrono::milliseconds>;
      constexpr bool is_observer = std::invocable<Observer&, const Result&, const Retrying&>;
      static_assert(is_policy,
                    "[strategy.policy] a policy is RetryDecision policy(const Result&, std::uint32_t attempt)");
      static_assert(is_pause, "[strategy.pause] a pause takes the std::chrono::milliseconds that it waits");
      static_assert(is_observer, "[strategy.observer] an observer takes the result and Retrying");
      if constexpr (is_policy && is_pause && is_observer) {
        constexpr bool waits_alike = is_awaited<Operation> == is_awaited_pause<Pause>;
        static_assert(waits_alike, "[strategy.pause] an awaited operation has an awaited pause: retry(policy, pause)");
        return waits_alike;
      }
    }
  } else {
    static_cast<void>(sizeof(ResultOf<Operation>*));
  }
  return false;
}

}  // namespace detail

template <class Operation, class Policy, class Pause, class Observer>
[[nodiscard]] auto operator|(Operation operation, Retry<Policy, Pause, Observer> strategy) {
  if constexpr (detail::check_retry<Operation, Policy, Pause, Observer>()) {
    using Result = detail::ResultOf<Operation>;
    using Bound = detail::Bound<Operation, Retry<Policy, Pause, Observer>>;
    if constexpr (detail::is_awaited<Operation>) {
      return [bound = std::make_shared<Bound>(std::move(operation), std::move(strategy))]() -> Async<Result> {
        return detail::retry_awaiting<Result>(bound);
      };
    } else {
      return [bound = Bound{std::move(operation), std::move(strategy)}]() mutable -> Result {
        return detail::retry_at_once<Result>(bound);
      };
    }
  }
}

template <class Other>
struct Fallback {
  Other other;
};
// If the operation's result is a failure, returns other(result) instead; `other` sees the failure.
template <class Other>
[[nodiscard]] Fallback<Other> fallback(Other other) {
  return {std::move(other)};
}

namespace detail {

template <class Result, class Operation, class Other>
Async<Result> fall_back_awaiting(std::shared_ptr<Bound<Operation, Fallback<Other>>> bound, std::uint32_t attempt) {
  Result result = co_await call(bound->operation, attempt);
  if (!has_failed(result)) co_return result;
  if constexpr (Awaited<std::invoke_result_t<Other&, const Result&>>::is_awaited) {
    co_return co_await bound->strategy.other(std::as_const(result));
  } else {
    co_return bound->strategy.other(std::as_const(result));
  }
}

template <class Operation, class Other>
consteval bool check_fallback() {
  if constexpr (Attemptable<Operation>) {
    using Result = ResultOf<Operation>;
    constexpr bool can_fail = FallibleSumType<Result>;
    static_assert(can_fail, "[strategy.failure] say which results are failures: mark them, or use std::expected");
    if constexpr (can_fail) {
      constexpr bool is_other = std::is_invocable_r_v<Result, Other&, const Result&> ||
                                (is_awaited<Operation> && std::is_invocable_r_v<Async<Result>, Other&, const Result&>);
      static_assert(is_other,
                    "[strategy.fallback] a fallback takes the result that failed and returns one of its type");
      return is_other;
    }
  } else {
    static_cast<void>(sizeof(ResultOf<Operation>*));
  }
  return false;
}

}  // namespace detail

template <class Operation, class Other>
[[nodiscard]] auto operator|(Operation operation, Fallback<Other> strategy) {
  if constexpr (detail::check_fallback<Operation, Other>()) {
    using Result = detail::ResultOf<Operation>;
    using Bound = detail::Bound<Operation, Fallback<Other>>;
    if constexpr (detail::is_awaited<Operation>) {
      return [bound = std::make_shared<Bound>(std::move(operation), std::move(strategy))](std::uint32_t attempt =
                                                                                              1) -> Async<Result> {
        return detail::fall_back_awaiting<Result>(bound, attempt);
      };
    } else {
      return [bound = Bound{std::move(operation), std::move(strategy)}](std::uint32_t attempt = 1) mutable -> Result {
        Result result = detail::call(bound.operation, attempt);
        if (!has_failed(result)) return result;
        return bound.strategy.other(std::as_const(result));
      };
    }
  }
}

template <class Undo>
struct Compensate {
  Undo undo;
};
// An operation and its undo; a Saga runs it.
template <class Operation, class Undo>
struct CompensatedStep {
  Operation operation;
  Undo undo;
};
template <class Operation, class Undo>
inline constexpr bool detail::is_compensated_step_type<CompensatedStep<Operation, Undo>> = true;
template <class Undo>
[[nodiscard]] Compensate<Undo> compensate(Undo undo) {
  return {std::move(undo)};
}
template <class Operation, class Undo>
[[nodiscard]] auto operator|(Operation operation, Compensate<Undo> strategy) {
  if constexpr (detail::Attemptable<Operation>) {
    constexpr bool can_fail = FallibleSumType<detail::ResultOf<Operation>>;
    static_assert(can_fail, "[strategy.failure] only a success is undone: mark the failures, or use std::expected");
  } else {
    static_cast<void>(sizeof(detail::ResultOf<Operation>*));
  }
  return CompensatedStep<Operation, Undo>{std::move(operation), std::move(strategy.undo)};
}

}  // namespace baton::pattern
