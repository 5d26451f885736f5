// Operating errors of the library: values. Result<T> is a T or an Error, with the interface of std::expected.
//
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();   // in main(): prints the error and exits with 1
//   auto id = engine.start(options).or_throw();                        // throws ErrorException, whose what() is the message
//   if (const auto done = engine.wait(id); !done) log(done.error().message);
//
// A Result cannot be misused silently: one that is ignored is a warning, value() of an error throws with the error's message, and
// *, -> and error() of what is not there print it and stop the program. What is taken from a temporary Result is a value of its own, so
// `for (const auto& entry : *engine.history(id))` is safe with every compiler. A reference into a member is not
// (`engine.find(id)->tasks`): for such a loop, keep the Result in a variable. Where the value is a page of a list, -> of a
// temporary does not compile.
#pragma once

#include <baton/detail/misuse.hpp>
#include <baton/detail/visibility.hpp>

#include <concepts>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

struct [[nodiscard]] Error {
  enum class Kind : std::uint8_t {
    InvalidArgument,    // a malformed id, store URL, input …
    InvalidDefinition,  // the document does not compile; `details` lists its problems
    MissingOperators,   // the workflow calls operators that are not registered; `details` lists them
    NotFound,           // no such instance or definition
    Conflict,           // does not apply to the instance's present state, or the name belongs to other content
    Overloaded,         // too much is waiting, or no thread is available; try again later
    Quarantined,        // the instance cannot be run by this version or store; it stays as it is
    Busy,               // another process writes this store; the message names it
    StoreFailed,        // the store failed; nothing that was confirmed is lost
    Timeout,            // it did not happen in the time given
    Unavailable,        // this engine cannot answer here: it is closing, or is called from its own callback
    NotSupported,       // the workflow is valid, but this version cannot run it; `details` lists the tasks and why
    Stale,              // the instance has another revision than the one that the request is for (AsyncEngine::only_at)
    Aborted,            // nobody waits for it any more, but the engine carries it out: as_asio() was cancelled
    Gone                // it was there, and is not kept any more
  };
  Kind kind;
  std::string message;  // what happened and what to do, for people
  std::vector<std::string> details = {};

  [[nodiscard]] bool may_succeed_later() const {
    return kind == Kind::Overloaded || kind == Kind::Busy || kind == Kind::StoreFailed || kind == Kind::Timeout;
  }

  friend bool operator==(const Error&, const Error&) = default;
};

// The message, and each detail on a line of its own.
[[nodiscard]] std::string describe(const Error& error);

// What value() and or_throw() of an error throw.
class ErrorException : public std::bad_expected_access<Error> {
 public:
  explicit ErrorException(Error error);
  [[nodiscard]] const char* what() const noexcept override;  // describe(error())

 private:
  std::shared_ptr<const std::string> what_;  // copying an exception must not throw
};

template <class T>
class Result;

namespace detail {

[[noreturn]] void throw_error(Error error);
[[noreturn]] void exit_with_error(const Error& error);    // prints it
[[noreturn]] void stop_on_unchecked(const Error& error);  // the same, and aborts

// A value whose members a loop runs over. It is specialised beside the type.
template <class T>
inline constexpr bool is_page = false;

template <class R>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;
template <class T>
inline constexpr bool is_result<std::expected<T, Error>> = true;

// What a function makes of a value, or of nothing where T is void.
template <class Function, class T>
struct Made : std::invoke_result<Function, T> {};
template <class Function>
struct Made<Function, void> : std::invoke_result<Function> {};
template <class Function, class T>
using MadeFrom = typename Made<Function, T>::type;

}  // namespace detail

template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
  using Base = std::expected<T, Error>;

 public:
  using Base::Base;
  Result() = default;
  Result(const Base& base) : Base(base) {}
  Result(Base&& base) noexcept(std::is_nothrow_move_constructible_v<Base>) : Base(std::move(base)) {}

  // The value. Of an error: throws ErrorException.
  std::add_lvalue_reference_t<T> value() & {
    if (!this->has_value()) detail::throw_error(Base::error());
    return Base::operator*();
  }
  std::add_lvalue_reference_t<const T> value() const& {
    if (!this->has_value()) detail::throw_error(Base::error());
    return Base::operator*();
  }
  T value() && {
    if (!this->has_value()) detail::throw_error(std::move(*this).Base::error());
    return std::move(*this).Base::operator*();
  }
  // The same; says in the program what happens.
  T or_throw() && { return std::move(*this).value(); }
  T or_throw() const& { return value(); }

  // The value. Of an error: prints it to the standard error stream and ends the process with the exit code 1. Output is flushed and
  // the functions of std::at_quick_exit() are called; no destructor is, because threads of an engine may still run. What the
  // engine has confirmed is durable.
  T or_exit() && {
    if (!this->has_value()) detail::exit_with_error(Base::error());
    return std::move(*this).Base::operator*();
  }
  T or_exit() const& {
    if (!this->has_value()) detail::exit_with_error(Base::error());
    return Base::operator*();
  }

  // For a Result that has been checked. Of an error: prints it and aborts.
  std::add_lvalue_reference_t<T> operator*() & noexcept {
    check();
    return Base::operator*();
  }
  std::add_lvalue_reference_t<const T> operator*() const& noexcept {
    check();
    return Base::operator*();
  }
  T operator*() && {
    check();
    return std::move(*this).Base::operator*();
  }
  std::add_pointer_t<T> operator->() & noexcept
    requires(!std::is_void_v<T>)
  {
    check();
    return Base::operator->();
  }
  std::add_pointer_t<const T> operator->() const& noexcept
    requires(!std::is_void_v<T>)
  {
    check();
    return Base::operator->();
  }
  template <class U = T>
  std::add_pointer_t<U> operator->() && noexcept
    requires(!std::is_void_v<T>)
  {
    constexpr bool outlives_no_loop = !detail::is_page<U>;
    static_assert(outlives_no_loop, "[result.temporary] keep this Result in a variable: a loop would outlive it");
    check();
    return Base::operator->();
  }

  // The error. Of a value: says so and aborts.
  [[nodiscard]] const Error& error() const& noexcept {
    if (this->has_value()) detail::stop_on_misuse("error() of a Result that is a value: check the Result first");
    return Base::error();
  }
  [[nodiscard]] Error& error() & noexcept {
    if (this->has_value()) detail::stop_on_misuse("error() of a Result that is a value: check the Result first");
    return Base::error();
  }
  [[nodiscard]] Error error() && {
    if (this->has_value()) detail::stop_on_misuse("error() of a Result that is a value: check the Result first");
    return std::move(*this).Base::error();
  }

  // As those of std::expected in C++23, which the standard library of GCC 12 does not have.
  template <class Function>
  [[nodiscard]] auto and_then(Function&& function) const& {
    return and_then_of(*this, std::forward<Function>(function));
  }
  template <class Function>
  [[nodiscard]] auto and_then(Function&& function) && {
    return and_then_of(std::move(*this), std::forward<Function>(function));
  }
  template <class Function>
  [[nodiscard]] auto transform(Function&& function) const& {
    return transform_of(*this, std::forward<Function>(function));
  }
  template <class Function>
  [[nodiscard]] auto transform(Function&& function) && {
    return transform_of(std::move(*this), std::forward<Function>(function));
  }
  template <class Function>
  [[nodiscard]] Result or_else(Function&& function) const& {
    if (this->has_value()) return *this;
    return std::invoke(std::forward<Function>(function), Base::error());
  }
  template <class Function>
  [[nodiscard]] Result or_else(Function&& function) && {
    if (this->has_value()) return std::move(*this);
    return std::invoke(std::forward<Function>(function), std::move(*this).Base::error());
  }
  template <class Function>
  [[nodiscard]] auto transform_error(Function&& function) const& {
    return transform_error_of(*this, std::forward<Function>(function));
  }
  template <class Function>
  [[nodiscard]] auto transform_error(Function&& function) && {
    return transform_error_of(std::move(*this), std::forward<Function>(function));
  }

  // With another Result, with std::unexpected, or with a value.
  template <class Other>
  friend bool operator==(const Result& left, const Other& right) {
    if constexpr (requires { right.has_value(), right.error(); }) {
      if (left.has_value() != right.has_value()) return false;
      if (!left.has_value()) return left.error() == right.error();
      if constexpr (std::is_void_v<T>) {
        return true;
      } else {
        return *left == *right;
      }
    } else if constexpr (requires { left.error() == right.error(); }) {
      return !left.has_value() && left.error() == right.error();
    } else {
      return left.has_value() && *left == right;
    }
  }

 private:
  void check() const noexcept {
    if (!this->has_value()) [[unlikely]] {
      detail::stop_on_unchecked(Base::error());
    }
  }

  template <class Self, class Function>
  static auto and_then_of(Self&& self, Function&& function) {
    using Next = std::remove_cvref_t<detail::MadeFrom<Function, decltype(*std::forward<Self>(self))>>;
    constexpr bool is_result = detail::is_result<Next>;
    static_assert(is_result, "[result.and_then] the function must return a baton::Result");
    if constexpr (is_result) {
      if (!self.has_value()) return Next(std::unexpected(std::forward<Self>(self).error()));
      if constexpr (std::is_void_v<T>) {
        return Next(std::invoke(std::forward<Function>(function)));
      } else {
        return Next(std::invoke(std::forward<Function>(function), *std::forward<Self>(self)));
      }
    }
  }
  template <class Self, class Function>
  static auto transform_of(Self&& self, Function&& function) {
    using Made = std::remove_cv_t<detail::MadeFrom<Function, decltype(*std::forward<Self>(self))>>;
    const auto make = [&]() -> detail::MadeFrom<Function, decltype(*std::forward<Self>(self))> {
      if constexpr (std::is_void_v<T>) {
        return std::invoke(std::forward<Function>(function));
      } else {
        return std::invoke(std::forward<Function>(function), *std::forward<Self>(self));
      }
    };
    if (!self.has_value()) return Result<Made>(std::unexpected(std::forward<Self>(self).error()));
    if constexpr (std::is_void_v<Made>) {
      make();
      return Result<void>();
    } else {
      return Result<Made>(make());
    }
  }
  template <class Self, class Function>
  static auto transform_error_of(Self&& self, Function&& function) {
    using Next = std::expected<T, std::remove_cvref_t<std::invoke_result_t<Function, Error>>>;
    if (!self.has_value()) {
      return Next(std::unexpect, std::invoke(std::forward<Function>(function), std::forward<Self>(self).error()));
    }
    if constexpr (std::is_void_v<T>) {
      return Next();
    } else {
      return Next(*std::forward<Self>(self));
    }
  }
};

}  // namespace baton BATON_PUBLIC
