// Async<T>: the return type of an operator's method that is a coroutine. While it waits, it holds no thread.
//
//   baton::Async<Receipt> Payment::charge(ChargeRequest request) {
//     Response response = co_await client_.post("/charges", request);   // any awaitable of yours
//     co_return Receipt{response.id};
//   }
//
// It is lazy: nothing happens until it is awaited, or started by the engine. It continues on the thread that resumes it. An
// exception that leaves the coroutine is thrown where the coroutine is awaited. Awaiting another Async does not make the
// stack grow.
// It is awaited, or started, once. To do so again, or after it was moved from, ends the process with a message.
// Ownership: an Async owns its coroutine and destroys it with itself. A coroutine that the engine has started owns itself.
#pragma once

#include <baton/detail/misuse.hpp>
#include <baton/detail/visibility.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <expected>
#include <optional>
#include <type_traits>
#include <utility>

namespace baton BATON_PUBLIC {

template <class T = void>
class Async;

namespace detail {

struct ResumeContinuation {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> finished) const noexcept {
    return finished.promise().continuation;
  }
  void await_resume() const noexcept {}
};

struct AsyncPromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr exception;
  bool is_awaited = false;

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] ResumeContinuation final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { exception = std::current_exception(); }
};

template <class T>
struct AsyncPromise : AsyncPromiseBase {
  std::optional<T> value;

  [[nodiscard]] Async<T> get_return_object() noexcept;
  template <class U = T>
    requires std::constructible_from<T, U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  [[nodiscard]] T take() {
    if (exception) std::rethrow_exception(exception);
    return *std::move(value);
  }
};

template <>
struct AsyncPromise<void> : AsyncPromiseBase {
  [[nodiscard]] Async<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const {
    if (exception) std::rethrow_exception(exception);
  }
};

// A coroutine that runs at once and that no object owns.
struct Detached {
  struct promise_type {
    [[nodiscard]] Detached get_return_object() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }  // `done` must not throw
  };
};

}  // namespace detail

template <class T>
class [[nodiscard]] Async {
 public:
  using promise_type = detail::AsyncPromise<T>;
  using value_type = T;

  Async(Async&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Async& operator=(Async&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  Async(const Async&) = delete;
  Async& operator=(const Async&) = delete;
  ~Async() {
    if (coroutine_) coroutine_.destroy();
  }

  // Runs it, then resumes the awaiting coroutine with its value, or throws its exception there.
  [[nodiscard]] auto operator co_await() && noexcept {
    if (!coroutine_) detail::stop_on_misuse("an Async that was moved from is awaited or started");
    if (std::exchange(coroutine_.promise().is_awaited, true)) {
      detail::stop_on_misuse("an Async is awaited or started for the second time");
    }
    struct Awaiter {
      std::coroutine_handle<promise_type> coroutine;

      [[nodiscard]] bool await_ready() const noexcept { return false; }
      [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) const noexcept {
        coroutine.promise().continuation = awaiting;
        return coroutine;
      }
      T await_resume() const { return coroutine.promise().take(); }
    };
    return Awaiter{coroutine_};
  }

  // Runs it on this thread until it ends or waits, and returns; `done` gets its value or its exception once it has ended, on
  // the thread where it ended. `done` must not throw.
  template <std::invocable<std::expected<T, std::exception_ptr>> Done>
  void start(Done done) && {
    run(std::move(*this), std::move(done));
  }

 private:
  friend promise_type;
  explicit Async(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

  template <class Done>
  static detail::Detached run(Async work, Done done) {
    std::expected<T, std::exception_ptr> result = std::unexpected(std::exception_ptr());
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        result = {};
      } else {
        result = co_await std::move(work);
      }
    } catch (...) {
      result = std::unexpected(std::current_exception());
    }
    done(std::move(result));
  }

  std::coroutine_handle<promise_type> coroutine_;
};

template <class T>
Async<T> detail::AsyncPromise<T>::get_return_object() noexcept {
  return Async<T>(std::coroutine_handle<AsyncPromise<T>>::from_promise(*this));
}
inline Async<void> detail::AsyncPromise<void>::get_return_object() noexcept {
  return Async<void>(std::coroutine_handle<AsyncPromise<void>>::from_promise(*this));
}

}  // namespace baton BATON_PUBLIC
