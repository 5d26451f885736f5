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
#pragma once

#include <baton/pattern/sum_type.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
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
                "[strategy.operation] an operation must be callable with the number of the attempt, or with nothing; "
                "compensate() must come last, and only in a Saga");
};
template <Attemptable Operation>
struct Attempted<Operation> {
  using Type = std::decay_t<decltype(call(std::declval<Operation&>(), 1U))>;
};
template <class Operation>
using ResultOf = typename Attempted<Operation>::Type;

template <class Policy, class Result>
concept PolicyFor = requires(const Policy& policy, const Result& result, std::uint32_t attempt) {
  { policy(result, attempt) } -> std::same_as<RetryDecision>;
};

}  // namespace detail

// A pause that does not wait: for policies without delays, and for tests.
struct NoPause {
  void operator()(std::chrono::milliseconds) const noexcept {}
};

template <class Policy, class Pause>
struct Retry {
  Policy policy;
  Pause pause;
};
// Repeats an operation while the policy says so. `pause(milliseconds)` waits, std::this_thread::sleep_for for example.
template <class Policy, class Pause = NoPause>
[[nodiscard]] Retry<Policy, Pause> retry(Policy policy, Pause pause = {}) {
  return {std::move(policy), std::move(pause)};
}
template <class Operation, class Policy, class Pause>
[[nodiscard]] auto operator|(Operation operation, Retry<Policy, Pause> strategy) {
  using Result = detail::ResultOf<Operation>;
  static_assert(SumType<Result>,
                "[strategy.result] a policy decides by the result value: the operation must return a closed "
                "sum type");
  static_assert(detail::PolicyFor<Policy, Result>,
                "[strategy.policy] a retry policy must be RetryDecision policy(const Result&, std::uint32_t attempt)");
  return [operation = std::move(operation), strategy = std::move(strategy)]() mutable -> Result {
    for (std::uint32_t attempt = 1;; ++attempt) {
      Result result = detail::call(operation, attempt);
      const RetryDecision decision = std::as_const(strategy.policy)(std::as_const(result), attempt);
      const Again* again = std::get_if<Again>(&decision);
      if (again == nullptr) return result;
      strategy.pause(again->after);
    }
  };
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
template <class Operation, class Other>
[[nodiscard]] auto operator|(Operation operation, Fallback<Other> strategy) {
  using Result = detail::ResultOf<Operation>;
  static_assert(FallibleSumType<Result>,
                "[strategy.failure] a fallback must know which results are failures: mark the alternatives, or use "
                "std::expected");
  static_assert(std::is_invocable_r_v<Result, Other&, const Result&>,
                "[strategy.fallback] a fallback must take the result that failed and return one of the same type");
  return
      [operation = std::move(operation), strategy = std::move(strategy)](std::uint32_t attempt = 1) mutable -> Result {
        Result result = detail::call(operation, attempt);
        if (!has_failed(result)) return result;
        return strategy.other(std::as_const(result));
      };
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
template <class Undo>
[[nodiscard]] Compensate<Undo> compensate(Undo undo) {
  return {std::move(undo)};
}
template <class Operation, class Undo>
[[nodiscard]] auto operator|(Operation operation, Compensate<Undo> strategy) {
  static_assert(FallibleSumType<detail::ResultOf<Operation>>,
                "[strategy.failure] only a step that succeeded can be undone: mark the failures, or use std::expected");
  return CompensatedStep<Operation, Undo>{std::move(operation), std::move(strategy.undo)};
}

}  // namespace baton::pattern
