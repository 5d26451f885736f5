// Closed sum types: how the patterns list possible outcomes. Never null, never an exception for control flow.
//
//   struct Declined { static constexpr bool is_failure = true; std::string reason; };
//   using ChargeResult = std::variant<Charged, Declined>;         // or std::expected<Charged, Declined>
//
// An alternative of a std::variant is a failure if it is marked as above; the error of a std::expected is always a failure.
// The type of an alternative distinguishes it from the others, so no tag can be forgotten.
#pragma once

#include <cstddef>
#include <exception>
#include <expected>
#include <optional>
#include <type_traits>
#include <variant>

namespace baton::pattern {

// A type may also be marked from outside: template <> inline constexpr bool baton::pattern::is_failure<Declined> = true;
template <class Alternative>
inline constexpr bool is_failure = requires { requires Alternative::is_failure; };

namespace detail {

// A pointer of any kind, or a std::function: it may hold nothing.
template <class T>
concept MayBeNull = requires(const std::remove_reference_t<T>& value) { value == nullptr; };

template <class T>
struct SumTypeTraits {
  static constexpr bool is_sum = false;
  static constexpr bool is_closed = false;
  static constexpr bool can_fail = is_failure<T>;
};

// A value whose type has a meaning, or which is itself a closed sum.
template <class T>
inline constexpr bool is_telling =
    SumTypeTraits<T>::is_sum ? SumTypeTraits<T>::is_closed
                             : std::is_class_v<T> && !MayBeNull<T> && !std::is_same_v<T, std::monostate> &&
                                   !std::is_same_v<T, std::nullopt_t> && !std::is_same_v<T, std::exception_ptr> &&
                                   !std::is_base_of_v<std::exception, T>;
template <class T>
inline constexpr bool is_telling<std::optional<T>> = false;

template <class... Alternatives>
struct SumTypeTraits<std::variant<Alternatives...>> {
  static constexpr bool is_sum = true;
  static constexpr bool is_closed = (... && is_telling<Alternatives>);
  static constexpr bool can_fail = (... || SumTypeTraits<Alternatives>::can_fail);
};
template <class T, class E>
struct SumTypeTraits<std::expected<T, E>> {
  static constexpr bool is_sum = true;
  static constexpr bool is_closed = is_telling<T> && (is_telling<E> || std::is_enum_v<E>);
  static constexpr bool can_fail = true;
};

}  // namespace detail

// A std::variant or a std::expected of class types that each say what they mean: no pointer, smart or not, no
// std::optional, no bool, no std::monostate, no exception.
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
    return is_failure<T>;
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
