// The JSON form of std::variant. Included by baton/json.hpp.
//
// A described struct is written under its name, {"Card": {"number": "…"}}, so that the form of a struct does not change when another
// is added. Everything else is written as it is, and is recognised by its kind of JSON.
#pragma once

#include <baton/detail/json_containers.hpp>
#include <baton/detail/json_convertible.hpp>
#include <baton/detail/json_scalars.hpp>
#include <baton/detail/json_structs.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace baton BATON_PUBLIC {
namespace detail {

// "Card" of shop::Card; empty if it has no simple name, as Box<int>.
template <class T>
[[nodiscard]] constexpr std::string_view simple_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  if (text.find('<') != std::string_view::npos) return {};
  const std::size_t scope = text.rfind("::");
  return scope == std::string_view::npos ? text : text.substr(scope + 2);
}

template <class T>
inline constexpr bool is_named_alternative = DescribedStruct<T> && !OwnedText<T>;

// The one kind of JSON that a type is written as; nullopt if there may be several, or it is not known.
template <class T>
[[nodiscard]] consteval std::optional<Kind> kind_of() {
  if (std::same_as<T, std::monostate>) return Kind::Null;
  if (std::same_as<T, bool>) return Kind::Boolean;
  if (Integer<T> || std::floating_point<T>) return Kind::Number;
  if (OwnedText<T> || DescribedEnum<T>) return Kind::String;
  if (requires { typename T::period; }) return Kind::String;  // a duration
  if (requires { typename T::clock; }) return Kind::String;   // an instant
  if (Map<T> || is_named_alternative<T> || std::same_as<T, Problem>) return Kind::Object;
  if (Sequence<T> || Set<T> || Fixed<T>) return Kind::Array;
  return std::nullopt;
}

// Whether two alternatives can be told apart.
template <class A, class B>
[[nodiscard]] consteval bool differ() {
  if constexpr (is_named_alternative<A> && is_named_alternative<B>) {
    return !simple_name<A>().empty() && simple_name<A>() != simple_name<B>();
  } else {
    return kind_of<A>() && kind_of<B>() && *kind_of<A>() != *kind_of<B>();
  }
}

template <class... Ts>
struct AllDiffer : std::true_type {};
template <class First, class... Rest>
struct AllDiffer<First, Rest...> : std::bool_constant<(... && differ<First, Rest>()) && AllDiffer<Rest...>::value> {};

}  // namespace detail

template <class... Alternatives>
  requires((... && detail::JsonConvertible<Alternatives>) && detail::AllDiffer<Alternatives...>::value)
struct JsonConverter<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;

  static std::string expected() {
    std::string all;
    ((all += (all.empty() ? "" : " or ") + expected_one<Alternatives>()), ...);
    return all;
  }
  static Value to(const Variant& variant, detail::JsonLevel level = {}) {
    return std::visit([&](const auto& alternative) { return write(alternative, level); }, variant);
  }
  static JsonResult<Variant> from(const Value& value, detail::JsonLevel level = {}) {
    std::optional<JsonResult<Variant>> read;
    static_cast<void>((... || try_one<Alternatives>(value, level, read)));
    if (read) return *std::move(read);
    return detail::mismatch(expected(), value);
  }

 private:
  template <class T>
  static std::string expected_one() {
    if constexpr (detail::is_named_alternative<T>) {
      return "an object with the one member '" + std::string(detail::simple_name<T>()) + '\'';
    } else {
      return JsonConverter<T>::expected();
    }
  }
  template <class T>
  static Value write(const T& alternative, detail::JsonLevel level) {
    Value value = detail::value_at(level, alternative);
    if constexpr (detail::is_named_alternative<T>) {
      return Value::object({Member(detail::simple_name<T>(), std::move(value))});
    } else {
      return value;
    }
  }
  // False if the value is another alternative's.
  template <class T>
  static bool try_one(const Value& value, detail::JsonLevel level, std::optional<JsonResult<Variant>>& result) {
    const Value* content = &value;
    if constexpr (detail::is_named_alternative<T>) {
      if (value.size() != 1) return false;
      content = value.find(detail::simple_name<T>());
      if (content == nullptr) return false;
    } else if (value.kind() != *detail::kind_of<T>()) {
      return false;
    }
    JsonResult<T> read = detail::read_at<T>(level, *content);
    if (read) {
      result.emplace(Variant(std::in_place_type<T>, *std::move(read)));
    } else if constexpr (detail::is_named_alternative<T>) {
      result.emplace(detail::mismatch_inside(detail::simple_name<T>(), std::move(read).error()));
    } else {
      result.emplace(std::unexpected(std::move(read).error()));
    }
    return true;
  }
};

}  // namespace baton BATON_PUBLIC
