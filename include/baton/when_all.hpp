// Awaits several things at the same time.
//
//   auto [order, stock] = co_await baton::when_all(async.find(id), warehouse.stock(item));   // a tuple of what each gives
//   auto started = co_await baton::when_all(std::move(requests));                            // of a std::vector: a vector
//
// All of them are begun, in order, on this thread; the coroutine is resumed by the one that ends last, on its thread. Anything that
// a coroutine can await is taken: a baton::Awaitable, a baton::Async, an awaitable of yours. In place of a void there is a std::monostate.
// If one throws, all are still waited for; then the first exception, in order, is thrown again.
#pragma once

#include <baton/async.hpp>
#include <baton/detail/visibility.hpp>

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {
namespace detail {

template <class A>
decltype(auto) awaiter_of(A&& awaitable) {
  if constexpr (requires { std::forward<A>(awaitable).operator co_await(); }) {
    return std::forward<A>(awaitable).operator co_await();
  } else if constexpr (requires { operator co_await(std::forward<A>(awaitable)); }) {
    return operator co_await(std::forward<A>(awaitable));
  } else {
    return std::forward<A>(awaitable);
  }
}

template <class A>
using AwaitedFrom = std::remove_cvref_t<decltype(awaiter_of(std::declval<A>()).await_resume())>;
template <class A>
using PartFrom = std::conditional_t<std::is_void_v<AwaitedFrom<A>>, std::monostate, AwaitedFrom<A>>;

// What one of them has given.
template <class T>
struct Part {
  std::optional<T> value;
  std::exception_ptr exception;

  void throw_if_failed() const {
    if (exception) std::rethrow_exception(exception);
  }
};

// Counts those that have not ended, and the one that begins them.
class Countdown {
 public:
  explicit Countdown(std::size_t count) : left_(count + 1) {}
  // Was it the last?
  [[nodiscard]] bool ends() { return left_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

  std::coroutine_handle<> waiting;

 private:
  std::atomic<std::size_t> left_;
};

template <class A>
Detached await_part(A awaitable, Part<PartFrom<A>>& part, Countdown& countdown) {
  try {
    if constexpr (std::is_void_v<AwaitedFrom<A>>) {
      co_await std::move(awaitable);
      part.value.emplace();
    } else {
      part.value.emplace(co_await std::move(awaitable));
    }
  } catch (...) {
    part.exception = std::current_exception();
  }
  if (countdown.ends()) countdown.waiting.resume();
}

template <class... A>
class WhenAll {
 public:
  explicit WhenAll(A... awaitables) : awaitables_(std::move(awaitables)...) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> waiting) {
    countdown_.waiting = waiting;
    begin(std::index_sequence_for<A...>());
    return !countdown_.ends();
  }
  [[nodiscard]] std::tuple<PartFrom<A>...> await_resume() {
    return std::apply(
        [](auto&... parts) {
          (parts.throw_if_failed(), ...);
          return std::tuple<PartFrom<A>...>(*std::move(parts.value)...);
        },
        parts_);
  }

 private:
  template <std::size_t... I>
  void begin(std::index_sequence<I...>) {
    (await_part<A>(std::move(std::get<I>(awaitables_)), std::get<I>(parts_), countdown_), ...);
  }

  std::tuple<A...> awaitables_;
  std::tuple<Part<PartFrom<A>>...> parts_;
  Countdown countdown_{sizeof...(A)};
};

template <class A>
class WhenEach {
 public:
  explicit WhenEach(std::vector<A> awaitables)
      : awaitables_(std::move(awaitables)), parts_(awaitables_.size()), countdown_(awaitables_.size()) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> waiting) {
    countdown_.waiting = waiting;
    for (std::size_t i = 0; i < awaitables_.size(); ++i) {
      await_part<A>(std::move(awaitables_[i]), parts_[i], countdown_);
    }
    return !countdown_.ends();
  }
  [[nodiscard]] std::vector<PartFrom<A>> await_resume() {
    for (const auto& part : parts_) part.throw_if_failed();
    std::vector<PartFrom<A>> all;
    all.reserve(parts_.size());
    for (auto& part : parts_) all.push_back(*std::move(part.value));
    return all;
  }

 private:
  std::vector<A> awaitables_;
  std::vector<Part<PartFrom<A>>> parts_;
  Countdown countdown_;
};

}  // namespace detail

template <class... A>
  requires(!std::is_lvalue_reference_v<A> && ...)
[[nodiscard]] auto when_all(A&&... awaitables) {
  return detail::WhenAll<std::remove_cvref_t<A>...>(std::forward<A>(awaitables)...);
}
template <class A>
[[nodiscard]] auto when_all(std::vector<A> awaitables) {
  return detail::WhenEach<A>(std::move(awaitables));
}

}  // namespace baton BATON_PUBLIC
