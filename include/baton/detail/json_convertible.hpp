// Which types have a JSON form, and what the compiler says of those that have none. Included by baton/json.hpp.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <concepts>
#include <expected>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

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

// Objects and arrays within each other, of a type that contains itself. to_value() of more throws std::length_error,
// from_value() is an error: the stack is bounded.
inline constexpr int kMaxJsonLevels = 1'000;

namespace detail {

template <class T>
concept JsonConvertible = requires(const T& object) {
  { JsonConverter<T>::to(object) } -> std::convertible_to<Value>;
};

// How deep in a value a converter is. Those of Baton pass it on; one of yours starts from 0.
struct JsonLevel {
  int depth = 0;

  [[nodiscard]] bool is_too_deep() const { return depth >= kMaxJsonLevels; }
  [[nodiscard]] JsonLevel inside() const { return {depth + 1}; }
  [[nodiscard]] static std::string too_deep() {
    return "it is nested deeper than " + std::to_string(kMaxJsonLevels) + " levels";
  }
};

template <class T>
[[nodiscard]] Value value_at(JsonLevel level, const T& object) {
  if constexpr (requires { JsonConverter<T>::to(object, level); }) {
    if (level.is_too_deep()) throw std::length_error(JsonLevel::too_deep());
    return JsonConverter<T>::to(object, level);
  } else {
    return JsonConverter<T>::to(object);
  }
}
template <class T>
[[nodiscard]] JsonResult<T> read_at(JsonLevel level, const Value& value) {
  if constexpr (requires { JsonConverter<T>::from(value, level); }) {
    if (level.is_too_deep()) return std::unexpected(JsonMismatch{.path = {}, .message = JsonLevel::too_deep()});
    return JsonConverter<T>::from(value, level);
  } else {
    return JsonConverter<T>::from(value);
  }
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value && !Range<T>;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <class T>
using DescribedMembers =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

// What refers to a value that something else owns, or that may be missing: pointers of any kind and views.
template <class T>
concept PointerOrView = std::is_pointer_v<T> || std::is_reference_v<T> || std::same_as<T, std::string_view> ||
                        requires { typename T::element_type; };  // smart pointers and std::span

// A text of parts, such as std::filesystem::path: its items are what it is itself.
template <class T>
concept PathLike = Range<T> && requires(const T& path) {
  { *path.begin() } -> std::convertible_to<const T&>;
  path.native();
};
// A duration or a time point.
template <class T>
concept TimeLike = requires {
  typename T::period;
  typename T::rep;
};
// A key names a member.
template <class Key>
concept NamesMember = Text<Key> || DescribedEnum<Key>;

// The type within a container because of which the container has no JSON form.
template <class T>
struct Culprit : std::type_identity<T> {};
template <class T>
using CulpritOf = typename Culprit<T>::type;
template <class T>
  requires(!JsonConvertible<T>)
struct Culprit<std::optional<T>> : Culprit<T> {};
template <ListRange T>
  requires(!PointerOrView<T> && !PathLike<T> && !JsonConvertible<typename T::value_type>)
struct Culprit<T> : Culprit<typename T::value_type> {};
template <MapRange T>
  requires(!JsonConvertible<typename T::mapped_type>)
struct Culprit<T> : Culprit<typename T::mapped_type> {};

template <class T>
inline constexpr bool is_variant = false;
template <class... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;
template <class First, class... Rest>
  requires(!JsonConvertible<First>)
struct Culprit<std::variant<First, Rest...>> : Culprit<First> {};
template <class First, class... Rest>
  requires(JsonConvertible<First> && sizeof...(Rest) > 0 && !(... && JsonConvertible<Rest>))
struct Culprit<std::variant<First, Rest...>> : Culprit<std::variant<Rest...>> {};

// A member of a struct, as messages show it.
template <auto member>
struct MemberOf {};

template <class T>
consteval bool has_naming_keys() {
  if constexpr (MapRange<T>) return NamesMember<typename T::key_type>;
  return false;
}

// One message for a type that has no JSON form. `Where` is the member that has the type, or the type itself: the compiler
// shows both beside the message.
template <class T, class Where>
consteval void refuse() {
  constexpr bool no_character = !Character<T>;
  constexpr bool no_pointer = !PointerOrView<T>;
  constexpr bool no_path = !PathLike<T>;
  constexpr bool no_other_keys = !MapRange<T> || !no_pointer || has_naming_keys<T>();
  constexpr bool no_multimap = !MapRange<T> || !no_pointer || !no_other_keys;
  constexpr bool no_other_range = !ListRange<T> || !no_pointer || !no_path;
  constexpr bool no_other_time = !TimeLike<T>;
  constexpr bool no_nameless_enum = !std::is_enum_v<T>;
  constexpr bool no_likeness = !is_variant<T>;
  constexpr bool no_other = !(no_character && no_pointer && no_path && no_other_keys && no_multimap && no_other_range &&
                              no_other_time && no_nameless_enum && no_likeness);
  static_assert(no_character, "[json.character] is it a number or a text? Use std::int8_t or std::string");
  static_assert(no_pointer, "[json.pointer] hold the value, a std::optional, std::string or std::vector");
  static_assert(no_path, "[json.path] hold a std::string, and make the path of it");
  static_assert(no_other_keys, "[json.key] the keys of a map must be texts or described enumerations");
  static_assert(no_multimap, "[json.multimap] an object has each key once: use a map of std::vector");
  static_assert(no_other_range, "[json.range] use a std::vector, which may hold an item twice");
  static_assert(no_other_time, "[json.time] use integer ticks, as std::chrono::milliseconds, and system_clock");
  static_assert(no_nameless_enum, "[json.enum] name its enumerators: BOOST_DESCRIBE_ENUM(Color, Red)");
  static_assert(no_likeness, "[json.variant] make alternatives that look alike structs of different names");
  static_assert(no_other, "[json.type] BOOST_DESCRIBE_STRUCT it, or specialise baton::JsonConverter");
}

// False, after an error, if T has no JSON form.
template <class T, class Where = T>
consteval bool check_convertible() {
  if constexpr (!JsonConvertible<T>) refuse<CulpritOf<T>, Where>();
  return JsonConvertible<T>;
}

[[nodiscard]] inline std::unexpected<JsonMismatch> mismatch(const std::string& expected, const Value& value) {
  return std::unexpected(
      JsonMismatch{.path = {}, .message = "expected " + expected + ", got " + std::string(kind_name(value.kind()))});
}
// A value of the right kind that does not fit.
[[nodiscard]] inline std::unexpected<JsonMismatch> unfit(const std::string& expected, std::string_view found) {
  return std::unexpected(JsonMismatch{.path = {}, .message = "expected " + expected + ", got " + std::string(found)});
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

[[nodiscard]] inline std::string text_of(const JsonMismatch& mismatch) {
  return mismatch.path.empty() ? mismatch.message : "at " + mismatch.path + ": " + mismatch.message;
}

}  // namespace detail

template <class T>
[[nodiscard]] Value to_value(const T& object) {
  if constexpr (detail::check_convertible<T>()) {
    return JsonConverter<T>::to(object);
  } else {
    return {};
  }
}
[[nodiscard]] inline Value to_value(std::string_view text) {
  return Value::string(text);
}
[[nodiscard]] inline Value to_value(const char* text) {
  return Value(text);
}

}  // namespace baton BATON_PUBLIC
