// Closed sum types: how the patterns list possible outcomes. Never null, never an exception for control flow.
//
//   struct Declined { static constexpr bool is_failure = true; std::string reason; };
//   using ChargeResult = std::variant<Charged, Declined>;         // or std::expected<Charged, Declined>
//
// An alternative of a std::variant is a failure if it is marked as above; the error of a std::expected is always a failure.
// The type of an alternative distinguishes it from the others, so no tag can be forgotten. So it is a class of your own: a
// std::string or a std::error_code does not say what it means.
#pragma once

#include <baton/pattern/contents.hpp>

#include <cstddef>
#include <exception>
#include <expected>
#include <system_error>
#include <type_traits>
#include <variant>

namespace baton::pattern {

namespace detail {

// The type does not say whether it is a failure, so it is none. In a transaction it must say.
struct Unmarked {
  constexpr operator bool() const noexcept {
    return false;
  }  // NOLINT(google-explicit-constructor): it reads as the mark
};

template <class T>
consteval auto failure_mark() {
  if constexpr (requires { &T::is_failure; }) {
    constexpr bool is_mark = requires {
      typename std::bool_constant<T::is_failure>;
      requires std::is_same_v<decltype(T::is_failure), const bool>;
    };
    static_assert(is_mark, "[sum_type.failure] mark it with: static constexpr bool is_failure = true;  (or false)");
    if constexpr (is_mark) {
      return T::is_failure;
    } else {
      return Unmarked();
    }
  } else {
    return Unmarked();
  }
}

}  // namespace detail

// A type may also be marked from outside: template <> inline constexpr bool baton::pattern::is_failure<Declined> = true;
template <class Alternative>
inline constexpr auto is_failure = detail::failure_mark<std::remove_cv_t<Alternative>>();

namespace detail {

template <class T>
inline constexpr bool says_whether_it_is_a_failure = !std::is_same_v<decltype(is_failure<T>), const Unmarked>;

// Neither nothing nor an exception, which are no outcomes.
template <class T>
concept Outcome =
    std::is_class_v<T> && !IsPointer<T> && !IsOptional<T> && !is_view<T> && !std::is_base_of_v<std::exception, T> &&
    !std::is_base_of_v<std::error_code, T> && !std::is_base_of_v<std::error_condition, T>;

template <class T>
struct SumTypeTraits {
  static constexpr bool is_sum = false;
  static constexpr bool is_closed = false;
  static constexpr bool can_fail = is_failure<T>;
  static constexpr bool is_marked = says_whether_it_is_a_failure<T>;
  static constexpr std::size_t outcomes = 1;
};

// A value whose type has a meaning, or which is itself a closed sum.
template <class T>
inline constexpr bool is_telling =
    SumTypeTraits<T>::is_sum ? SumTypeTraits<T>::is_closed : OwnClass<T> && Outcome<std::remove_const_t<T>>;
// The value of a std::expected has its meaning by its place.
template <class T>
inline constexpr bool is_value =
    SumTypeTraits<T>::is_sum ? SumTypeTraits<T>::is_closed : Outcome<std::remove_const_t<T>>;

template <class... T>
inline constexpr bool all_differ = true;
template <class First, class... Others>
inline constexpr bool all_differ<First, Others...> = (... && !std::is_same_v<First, Others>) && all_differ<Others...>;

template <class... Alternatives>
struct SumTypeTraits<std::variant<Alternatives...>> {
  static constexpr bool is_sum = true;
  static constexpr bool is_closed = (... && is_telling<Alternatives>) && all_differ<Alternatives...>;
  static constexpr bool can_fail = (... || SumTypeTraits<Alternatives>::can_fail);
  static constexpr bool is_marked = (... && SumTypeTraits<Alternatives>::is_marked);
  static constexpr std::size_t outcomes = (0 + ... + SumTypeTraits<Alternatives>::outcomes);
};
template <IsExpected T>
struct SumTypeTraits<T> {
  using Value = typename ExpectedOf<T>::value_type;
  using Error = typename ExpectedOf<T>::error_type;
  static constexpr bool is_sum = true;
  static constexpr bool is_closed = is_value<Value> && (is_value<Error> || std::is_enum_v<Error>);
  static constexpr bool can_fail = true;
  static constexpr bool is_marked = !SumTypeTraits<Value>::is_sum || SumTypeTraits<Value>::is_marked;
  static constexpr std::size_t outcomes = SumTypeTraits<Value>::outcomes + SumTypeTraits<Error>::outcomes;
};

// What a result holds if it is not the error of a std::expected.
template <class Result>
struct SuccessOf {
  using Type = Result;
};
template <IsExpected Result>
struct SuccessOf<Result> {
  using Type = typename ExpectedOf<Result>::value_type;
};

// Both sides of a std::expected are of somebody's own, too.
template <class T>
inline constexpr bool is_domain_sum = SumTypeTraits<T>::is_closed;
template <class T>
inline constexpr bool is_domain_type = SumTypeTraits<T>::is_sum ? is_domain_sum<T> : OwnClass<T> || std::is_enum_v<T>;
template <class... Alternatives>
inline constexpr bool is_domain_sum<std::variant<Alternatives...>> =
    SumTypeTraits<std::variant<Alternatives...>>::is_closed && (... && is_domain_type<Alternatives>);
template <class T, class E>
inline constexpr bool is_domain_sum<std::expected<T, E>> =
    SumTypeTraits<std::expected<T, E>>::is_closed && is_domain_type<T> && is_domain_type<E>;

}  // namespace detail

// A std::variant or a std::expected of class types that each say what they mean: no pointer, smart or not, no
// std::optional, no bool, no std::monostate, no exception. The alternatives of a variant are classes of your own, each once.
template <class T>
concept SumType = detail::SumTypeTraits<std::remove_cvref_t<T>>::is_closed;

// A sum type whose failures are marked.
template <class T>
concept FallibleSumType = SumType<T> && detail::SumTypeTraits<std::remove_cvref_t<T>>::can_fail;

// Whether this value is a failure of its type. A sum within a sum is checked too.
template <class... Alternatives>
[[nodiscard]] constexpr bool has_failed(const std::variant<Alternatives...>& result);
template <class T, class E>
[[nodiscard]] constexpr bool has_failed(const std::expected<T, E>& result);

namespace detail {

template <class T>
[[nodiscard]] constexpr bool holds_failure(const T& value) {
  if constexpr (SumTypeTraits<T>::is_sum) {
    return has_failed(value);
  } else {
    return static_cast<bool>(is_failure<T>);
  }
}

}  // namespace detail

template <class... Alternatives>
constexpr bool has_failed(const std::variant<Alternatives...>& result) {
  return std::visit([]<class T>(const T& alternative) { return detail::holds_failure(alternative); }, result);
}
template <class T, class E>
constexpr bool has_failed(const std::expected<T, E>& result) {
  if constexpr (std::is_void_v<T>) {
    return !result.has_value();
  } else {
    return !result.has_value() || detail::holds_failure(*result);
  }
}

}  // namespace baton::pattern
