// The JSON forms of numbers, texts, enumerations and times. Included by baton/json.hpp, which lists them.
#pragma once

#include <baton/detail/json_convertible.hpp>
#include <baton/detail/number_text.hpp>
#include <baton/detail/time_text.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace baton BATON_PUBLIC {

template <>
struct JsonConverter<Value> {
  static std::string expected() { return "any value"; }
  static Value to(const Value& value) { return value; }
  static JsonResult<Value> from(const Value& value) { return value; }
};

template <>
struct JsonConverter<Problem> {
  static std::string expected() { return "an error: an object with a text 'type' and an integer 'status'"; }
  static Value to(const Problem& problem) { return to_value(problem); }
  static JsonResult<Problem> from(const Value& value) {
    if (auto problem = problem_from_value(value)) return *std::move(problem);
    return detail::mismatch(expected(), value);
  }
};

template <>
struct JsonConverter<std::monostate> {
  static std::string expected() { return "null"; }
  static Value to(std::monostate) { return {}; }
  static JsonResult<std::monostate> from(const Value& value) {
    if (!value.is_null()) return detail::mismatch(expected(), value);
    return std::monostate();
  }
};

template <>
struct JsonConverter<bool> {
  static std::string expected() { return "a boolean"; }
  static Value to(bool flag) { return Value::boolean(flag); }
  static JsonResult<bool> from(const Value& value) {
    if (!value.is_boolean()) return detail::mismatch(expected(), value);
    return value.as_boolean();
  }
};

template <detail::Integer T>
struct JsonConverter<T> {
  static std::string expected() {
    return "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max());
  }
  static Value to(T number) { return Value::number(number); }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_number()) return detail::mismatch(expected(), value);
    if constexpr (std::unsigned_integral<T>) {
      const auto integer = detail::unsigned_from_number(value.number_text());
      if (integer && std::in_range<T>(*integer)) return static_cast<T>(*integer);
    } else {
      const auto integer = value.as_integer();
      if (integer && std::in_range<T>(*integer)) return static_cast<T>(*integer);
    }
    return detail::unfit(expected(), value.number_text());
  }
};

template <std::floating_point T>
struct JsonConverter<T> {
  static constexpr T kMost = std::numeric_limits<T>::max();
  static constexpr bool kIsNarrow = kMost < std::numeric_limits<double>::max();

  static std::string expected() {
    if constexpr (kIsNarrow) return "a number that fits into a float";
    return "a number";
  }
  static Value to(T number) {
    if constexpr (kIsNarrow) number = number > kMost ? kMost : number < -kMost ? -kMost : number;  // infinity
    return Value::number(number);
  }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_number()) return detail::mismatch(expected(), value);
    const double number = value.as_double();
    if constexpr (kIsNarrow) {
      if (number > kMost || number < -kMost) return detail::unfit(expected(), value.number_text());
    }
    return static_cast<T>(number);
  }
};

namespace detail {

// It owns its text: a std::string, or a type of yours that behaves as one.
template <class T>
concept OwnedText = Text<T> && std::constructible_from<T, std::string_view> && !std::is_trivially_copyable_v<T>;

}  // namespace detail

template <detail::OwnedText T>
struct JsonConverter<T> {
  static std::string expected() { return "a string"; }
  static Value to(const T& text) { return Value::string(text); }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    return T(value.as_string());
  }
};

template <detail::DescribedEnum T>
struct JsonConverter<T> {
  static std::string expected() {
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { names += (names.empty() ? "" : ", ") + std::string(enumerator.name); });
    return "one of " + names;
  }
  // An enumerator that was not described is written as its number, which does not read back.
  static Value to(T value) {
    const char* name = boost::describe::enum_to_string(value, nullptr);
    if (name != nullptr) return Value::string(name);
    return Value::number(static_cast<std::int64_t>(value));
  }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    T enumerator{};
    const std::string name(value.as_string());
    if (boost::describe::enum_from_string(name.c_str(), enumerator)) return enumerator;
    return detail::unfit(expected(), '\'' + name + '\'');
  }
};

namespace detail {

// Its ticks are integers, and whole nanoseconds.
template <class Rep, class Period>
concept Ticks = std::integral<Rep> && (std::signed_integral<Rep> || sizeof(Rep) < sizeof(std::int64_t)) &&
                Period::num <= 1'000'000'000 && 1'000'000'000 % Period::den == 0;

template <class Period>
inline constexpr TickUnit unit_of{.numerator = Period::num, .denominator = Period::den};

template <class Period>
[[nodiscard]] std::string whole_ticks() {
  return "in whole " + write_duration(1, unit_of<Period>);
}

}  // namespace detail

template <class Rep, class Period>
  requires detail::Ticks<Rep, Period>
struct JsonConverter<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static std::string expected() { return "a duration such as PT1H30M, " + detail::whole_ticks<Period>(); }
  static Value to(Duration duration) {
    return Value::string(detail::write_duration(duration.count(), detail::unit_of<Period>));
  }
  static JsonResult<Duration> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    const auto ticks = detail::read_duration(value.as_string(), detail::unit_of<Period>);
    if (ticks && std::in_range<Rep>(*ticks)) return Duration(static_cast<Rep>(*ticks));
    return detail::unfit(expected(), '\'' + std::string(value.as_string()) + '\'');
  }
};

template <class Rep, class Period>
  requires detail::Ticks<Rep, Period>
struct JsonConverter<std::chrono::sys_time<std::chrono::duration<Rep, Period>>> {
  using Instant = std::chrono::sys_time<std::chrono::duration<Rep, Period>>;
  static std::string expected() { return "an instant such as 2026-01-31T23:59:59Z, " + detail::whole_ticks<Period>(); }
  static Value to(Instant instant) {
    return Value::string(detail::write_instant(instant.time_since_epoch().count(), detail::unit_of<Period>));
  }
  static JsonResult<Instant> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    const auto ticks = detail::read_instant(value.as_string(), detail::unit_of<Period>);
    if (ticks && std::in_range<Rep>(*ticks)) return Instant(typename Instant::duration(static_cast<Rep>(*ticks)));
    return detail::unfit(expected(), '\'' + std::string(value.as_string()) + '\'');
  }
};

}  // namespace baton BATON_PUBLIC
