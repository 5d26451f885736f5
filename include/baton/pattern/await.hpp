// What is awaited: a result of baton::Async, or of any other awaitable type. For the checks of this folder.
#pragma once

#include <baton/async.hpp>

#include <concepts>
#include <utility>

namespace baton::pattern::detail {

template <class T>
struct Awaited {
  static constexpr bool is_awaited = false;
  using Type = T;
};
template <class T>
struct Awaited<Async<T>> {
  static constexpr bool is_awaited = true;
  using Type = T;
};

template <class T>
concept Awaiter = requires(T& awaiter) {
  { awaiter.await_ready() } -> std::convertible_to<bool>;
  awaiter.await_resume();
};
template <class T>
concept MemberAwaitable = requires(T&& awaitable) { std::forward<T>(awaitable).operator co_await(); };
template <class T>
concept FreeAwaitable = requires(T&& awaitable) { operator co_await(std::forward<T>(awaitable)); };
template <class T>
concept Awaitable = Awaiter<T> || MemberAwaitable<T> || FreeAwaitable<T>;

template <class T>
concept IsForeignCoroutine = !Awaited<T>::is_awaited && (Awaitable<T> || requires { typename T::promise_type; });

}  // namespace baton::pattern::detail
