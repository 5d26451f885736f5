// C++ types to JSON values and back.
//
//   struct Line { std::string sku; std::uint32_t count = 1; std::optional<std::string> note; };
//   BOOST_DESCRIBE_STRUCT(Line, (), (sku, count, note))
//
//   Value value = to_value(Line{.sku = "A1", .count = 2, .note = {}});     // {"sku":"A1","count":2}
//   std::expected<Line, std::string> line = from_value<Line>(value);       // or: "at /count: missing; expected …"
//
// Converted are bool, integers (range-checked), floating point numbers, std::string, enumerations described with
// BOOST_DESCRIBE_ENUM (by name), std::optional, std::vector, std::map with string keys, structs described with
// BOOST_DESCRIBE_STRUCT including their described bases, and Value itself. For another type, specialise JsonConverter.
//
// Reading is strict where it matters and tolerant where it does not: a member that is missing is an error unless it is
// std::optional (a default member initialiser makes no difference, the description does not contain it); members that the
// struct does not have are ignored. In an object that is written, an empty std::optional is left out.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <charconv>
#include <concepts>
#include <cstdint>
#include <expected>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

// A value does not fit its type: where, and what was expected.
struct JsonMismatch {
  std::string path;     // JSON Pointer to the place; empty: the value itself
  std::string message;  // "expected an integer from 0 to 255, got string"

  friend bool operator==(const JsonMismatch&, const JsonMismatch&) = default;
};
template <class T>
using JsonResult = std::expected<T, JsonMismatch>;

// How one type is converted. A specialisation has these members:
//   static std::string expected();                     // "a string": what messages say was expected
//   static Value to(const T& object);
//   static JsonResult<T> from(const Value& value);
template <class T>
struct JsonConverter;

template <class T>
[[nodiscard]] Value to_value(const T& object) {
  return JsonConverter<T>::to(object);
}
[[nodiscard]] inline Value to_value(std::string_view text) {
  return Value::string(text);
}
[[nodiscard]] inline Value to_value(const char* text) {
  return Value::string(text);
}

// The error names the place and what was expected there: "at /lines/0/count: expected a number, got string".
template <class T>
[[nodiscard]] std::expected<T, std::string> from_value(const Value& value) {
  JsonResult<T> read = JsonConverter<T>::from(value);
  if (read) return *std::move(read);
  if (read.error().path.empty()) return std::unexpected(std::move(read).error().message);
  return std::unexpected("at " + read.error().path + ": " + read.error().message);
}

namespace detail {

[[nodiscard]] inline std::unexpected<JsonMismatch> mismatch(const std::string& expected, const Value& value) {
  return std::unexpected(
      JsonMismatch{.path = {}, .message = "expected " + expected + ", got " + std::string(kind_name(value.kind()))});
}

// The mismatch as seen from one level further out.
[[nodiscard]] inline std::unexpected<JsonMismatch> mismatch_inside(std::string_view member, JsonMismatch inner) {
  std::string path = "/";
  for (const char c : member) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
  inner.path.insert(0, path);
  return std::unexpected(std::move(inner));
}

template <class T>
using DescribedMembers =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
concept DescribedStruct = std::is_class_v<T> && !std::is_union_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

}  // namespace detail

template <>
struct JsonConverter<Value> {
  static std::string expected() { return "any value"; }
  static Value to(const Value& value) { return value; }
  static JsonResult<Value> from(const Value& value) { return value; }
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

template <std::integral T>
struct JsonConverter<T> {
  static std::string expected() {
    return "an integer from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
           std::to_string(std::numeric_limits<T>::max());
  }
  static Value to(T number) {
    if (std::in_range<std::int64_t>(number)) return Value::number(static_cast<std::int64_t>(number));
    return *Value::number_from_text(std::to_string(number));
  }
  static JsonResult<T> from(const Value& value) {
    if (const std::optional<std::int64_t> integer = value.as_integer(); integer && std::in_range<T>(*integer)) {
      return static_cast<T>(*integer);
    }
    if (!value.is_number()) return detail::mismatch(expected(), value);
    const std::string_view text = value.number_text();  // beyond 64 signed bits, within 64 unsigned ones
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return std::unexpected(
        JsonMismatch{.path = {}, .message = "expected " + expected() + ", got " + std::string(text)});
  }
};

template <std::floating_point T>
struct JsonConverter<T> {
  static std::string expected() { return "a number"; }
  static Value to(T number) { return Value::number(static_cast<double>(number)); }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_number()) return detail::mismatch(expected(), value);
    return static_cast<T>(value.as_double());
  }
};

template <>
struct JsonConverter<std::string> {
  static std::string expected() { return "a string"; }
  static Value to(const std::string& text) { return Value::string(text); }
  static JsonResult<std::string> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    return std::string(value.as_string());
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
    return to_value(static_cast<std::underlying_type_t<T>>(value));
  }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_string()) return detail::mismatch(expected(), value);
    T enumerator{};
    const std::string name(value.as_string());
    if (boost::describe::enum_from_string(name.c_str(), enumerator)) return enumerator;
    return std::unexpected(JsonMismatch{.path = {}, .message = "expected " + expected() + ", got '" + name + "'"});
  }
};

template <class T>
struct JsonConverter<std::optional<T>> {
  static std::string expected() { return JsonConverter<T>::expected() + " or null"; }
  static Value to(const std::optional<T>& value) { return value ? to_value(*value) : Value(); }
  static JsonResult<std::optional<T>> from(const Value& value) {
    if (value.is_null()) return std::optional<T>();
    JsonResult<T> read = JsonConverter<T>::from(value);
    if (!read) return std::unexpected(std::move(read).error());
    return std::optional<T>(*std::move(read));
  }
};

template <class T>
struct JsonConverter<std::vector<T>> {
  static std::string expected() { return "an array"; }
  static Value to(const std::vector<T>& values) {
    std::vector<Value> items;
    items.reserve(values.size());
    for (const T& value : values) items.push_back(to_value(value));
    return Value::array(std::move(items));
  }
  static JsonResult<std::vector<T>> from(const Value& value) {
    if (!value.is_array()) return detail::mismatch(expected(), value);
    std::vector<T> values;
    values.reserve(value.size());
    for (const Value& item : value.items()) {
      JsonResult<T> read = JsonConverter<T>::from(item);
      if (!read) return detail::mismatch_inside(std::to_string(values.size()), std::move(read).error());
      values.push_back(*std::move(read));
    }
    return values;
  }
};

template <class T>
struct JsonConverter<std::map<std::string, T>> {
  static std::string expected() { return "an object"; }
  static Value to(const std::map<std::string, T>& values) {
    std::vector<Member> members;
    members.reserve(values.size());
    for (const auto& [key, value] : values) members.emplace_back(key, to_value(value));
    return Value::object(std::move(members));
  }
  static JsonResult<std::map<std::string, T>> from(const Value& value) {
    if (!value.is_object()) return detail::mismatch(expected(), value);
    std::map<std::string, T> values;
    for (const Member& member : value.members()) {
      JsonResult<T> read = JsonConverter<T>::from(member.value);
      if (!read) return detail::mismatch_inside(member.name(), std::move(read).error());
      values.emplace(member.name(), *std::move(read));
    }
    return values;
  }
};

template <detail::DescribedStruct T>
struct JsonConverter<T> {
  static std::string expected() { return "an object"; }
  static Value to(const T& object) {
    std::vector<Member> members;
    boost::mp11::mp_for_each<detail::DescribedMembers<T>>([&](auto member) {
      Value value = to_value(object.*member.pointer);
      if (detail::is_optional<std::remove_cvref_t<decltype(object.*member.pointer)>> && value.is_null()) return;
      members.emplace_back(member.name, std::move(value));
    });
    return Value::object(std::move(members));
  }
  static JsonResult<T> from(const Value& value) {
    if (!value.is_object()) return detail::mismatch(expected(), value);
    JsonResult<T> object;
    boost::mp11::mp_for_each<detail::DescribedMembers<T>>([&](auto member) {
      if (!object) return;
      if (auto wrong = read_member((*object).*member.pointer, member.name, value)) {
        object = std::unexpected(*std::move(wrong));
      }
    });
    return object;
  }

 private:
  template <class M>
  static std::optional<JsonMismatch> read_member(M& target, std::string_view name, const Value& object) {
    const Value* value = object.find(name);
    if (value == nullptr) {
      if constexpr (detail::is_optional<M>) return std::nullopt;
      JsonMismatch missing{.path = {}, .message = "missing; expected " + JsonConverter<M>::expected()};
      return detail::mismatch_inside(name, std::move(missing)).error();
    }
    JsonResult<M> read = JsonConverter<M>::from(*value);
    if (!read) return detail::mismatch_inside(name, std::move(read).error()).error();
    target = *std::move(read);
    return std::nullopt;
  }
};

}  // namespace baton BATON_PUBLIC
