// timeout: a time limit of an awaited operation, as a strategy.
//
//   auto charge = [&] { return gateway.charge(card); }                  // Async<ChargeResult>
//               | timeout(5s, timer, [] { return ChargeResult(InDoubt{"no answer in 5 s"}); });
//   ChargeResult result = co_await charge();
//
// `timer(limit)` is an Async<> that ends after the limit; the executor that you have makes it. When it ends first, the result is
// that of `expired()`, and the operation continues on its own: it may still have its effect, so the result must say that its
// outcome is in doubt. What it refers to must live until it has ended. An operation that takes a std::stop_token is asked to
// stop then. An operation that is not awaited cannot be limited: it blocks its thread; its gateway has the limit.
#pragma once

#include <baton/async.hpp>
#include <baton/pattern/strategies.hpp>

#include <atomic>
#include <chrono>
#include <concepts>
#include <coroutine>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace baton::pattern {

template <class Timer, class Expired>
struct Timeout {
  std::chrono::milliseconds limit;
  Timer timer;
  Expired expired;
};
template <class Timer, class Expired>
[[nodiscard]] Timeout<Timer, Expired> timeout(std::chrono::milliseconds limit, Timer timer, Expired expired) {
  return {limit, std::move(timer), std::move(expired)};
}

namespace detail {

// Whichever ends first resumes the waiting coroutine; the other one finds that it is late.
template <class Result>
struct Race {
  using Answer = std::expected<Result, std::exception_ptr>;

  std::atomic<bool> is_over = false;
  std::coroutine_handle<> waiting;
  std::optional<Answer> answer;  // empty: the time is up
  std::stop_source stop;

  [[nodiscard]] bool wins() { return !is_over.exchange(true); }
};

template <class Operation>
concept Stoppable = std::invocable<Operation&, std::stop_token>;

template <class Operation>
decltype(auto) call_stoppable(Operation& operation, std::uint32_t attempt, std::stop_token stop) {
  if constexpr (Stoppable<Operation>) {
    return operation(std::move(stop));
  } else {
    return call(operation, attempt);
  }
}

template <class Operation>
struct StoppableReturn {
  using Type = ReturnOf<Operation>;
};
template <Stoppable Operation>
struct StoppableReturn<Operation> {
  using Type = std::decay_t<std::invoke_result_t<Operation&, std::stop_token>>;
};

template <class Result, class Operation, class Strategy>
Async<Result> limit_awaiting(std::shared_ptr<Bound<Operation, Strategy>> bound, std::uint32_t attempt) {
  using State = Race<Result>;
  struct Begin {
    std::shared_ptr<State> race;
    std::shared_ptr<Bound<Operation, Strategy>> bound;
    std::uint32_t attempt;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    // The coroutine may be resumed, and this object destroyed, before the calls return: they use copies.
    void await_suspend(std::coroutine_handle<> waiting) const {
      const auto kept_race = race;
      const auto kept = bound;
      kept_race->waiting = waiting;
      call_stoppable(kept->operation, attempt, kept_race->stop.get_token())
          .start([kept_race, kept](typename State::Answer answer) {
            if (!kept_race->wins()) return;
            kept_race->answer.emplace(std::move(answer));
            kept_race->waiting.resume();
          });
      if (kept_race->is_over) return;
      kept->strategy.timer(kept->strategy.limit).start([kept_race, kept](std::expected<void, std::exception_ptr>) {
        if (!kept_race->wins()) return;
        kept_race->stop.request_stop();
        kept_race->waiting.resume();
      });
    }
    void await_resume() const noexcept {}
  };
  const auto race = std::make_shared<State>();
  const Begin begin{race, bound, attempt};
  co_await begin;
  if (!race->answer) co_return bound->strategy.expired();
  if (!*race->answer) std::rethrow_exception(race->answer->error());
  co_return **std::move(race->answer);
}

}  // namespace detail

template <class Operation, class Timer, class Expired>
[[nodiscard]] auto operator|(Operation operation, Timeout<Timer, Expired> strategy) {
  using Returned = typename detail::StoppableReturn<Operation>::Type;
  constexpr bool is_awaited = detail::Awaited<Returned>::is_awaited;
  static_assert(is_awaited, "[strategy.timeout] only what is awaited has a time limit; others: the gateway has it");
  if constexpr (is_awaited) {
    using Result = typename detail::Awaited<Returned>::Type;
    constexpr bool is_timer = std::is_invocable_r_v<Async<void>, Timer&, std::chrono::milliseconds>;
    constexpr bool has_result = std::is_invocable_r_v<Result, Expired&>;
    static_assert(is_timer, "[strategy.timer] a timer takes std::chrono::milliseconds and returns baton::Async<>");
    static_assert(has_result, "[strategy.expired] when the time is up, expired() returns a result of the operation");
    if constexpr (is_timer && has_result) {
      using Bound = detail::Bound<Operation, Timeout<Timer, Expired>>;
      return [bound = std::make_shared<Bound>(std::move(operation), std::move(strategy))](
                 std::uint32_t attempt = 1) -> Async<Result> { return detail::limit_awaiting<Result>(bound, attempt); };
    }
  }
}

}  // namespace baton::pattern
