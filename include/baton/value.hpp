// The JSON value that carries all workflow data.
//
//   Value order = parse_json(R"({"id": 12345678901234567890, "items": []})").value();
//   order.find("id")->number_text();            // "12345678901234567890": numbers keep their text
//   Value paid = order.with("paid", true);
//   Value line = {{"sku", "A1"}, {"count", 2}, {"tags", Value::array({"new", "small"})}};
//   std::expected<int, std::string> count = line.get<int>("count");    // baton/json.hpp; the error names the place
//
// The usual C++ types convert to a Value by themselves: nullptr, bool, all integers, floating point numbers, whatever reads as a
// std::string_view, std::optional, and containers of these, where the keys of a map are strings. What does not convert
// by itself: a character (is it a number or a text?), a pointer (never a boolean), and a struct (to_value(), baton/json.hpp).
// A map two of whose keys are one text throws std::invalid_argument: a multimap's, or such as differ only in what is not UTF-8.
// Braces make an object of pairs, never an array: `Value copy{value}` is a copy.
//
// Immutable and shared: a copy costs a pointer (or nothing, for short scalars), copies may be used from any thread at
// the same time, and nothing ever changes under a reader. Member order is kept. Numbers are kept as the text they came
// with; only arithmetic converts. Strings are valid UTF-8.
#pragma once

#include <baton/detail/visibility.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

// In jq's sort order; false sorts before true.
enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

[[nodiscard]] std::string_view kind_name(
    Kind kind) noexcept;  // "null", "boolean", "number", "string", "array", "object"

struct Member;
class Value;

namespace detail {

template <class T>
concept Character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;
// A number: std::int8_t and std::uint8_t are, char is not.
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !Character<T>;

template <class T>
concept Text = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;

template <class T>
concept Range = requires(const T& range, typename T::value_type) {
  range.begin() != range.end();
  ++std::declval<decltype(range.begin())&>();
} && !Text<T>;
// A map is a range of keys and values; another range is a list.
template <class T>
concept MapRange = Range<T> && requires { typename T::mapped_type; };
template <class T>
concept ListRange = Range<T> && !MapRange<T>;

// What converts to a Value by itself.
template <class T>
inline constexpr bool is_plain = std::same_as<T, Value> || std::same_as<T, bool> || Integer<T> ||
                                 std::floating_point<T> || std::same_as<T, std::nullptr_t> || Text<T>;
template <class T>
inline constexpr bool is_plain<std::optional<T>> = is_plain<T>;
template <ListRange T>
inline constexpr bool is_plain<T> = is_plain<typename T::value_type>;
template <MapRange T>
inline constexpr bool is_plain<T> = Text<typename T::key_type> && is_plain<typename T::mapped_type>;

}  // namespace detail

class Value {
 public:
  Value() noexcept : bytes_{} {}  // null
  Value(std::nullptr_t) noexcept : Value() {}
  template <class T>
    requires(detail::is_plain<T> && !std::same_as<T, Value> && !std::same_as<T, std::nullptr_t>)
  Value(const T& plain) : Value(of(plain)) {}
  // An object, as Value::object().
  Value(std::initializer_list<Member> members);
  Value(const Value& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    if (is_counted()) retain();
  }
  Value(Value&& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    std::memset(other.bytes_, 0, sizeof other.bytes_);
  }
  Value& operator=(const Value& other) noexcept { return *this = Value(other); }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    Value old(std::move(*this));  // destroyed last: `other` may be one of its parts
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    std::memset(other.bytes_, 0, sizeof other.bytes_);
    return *this;
  }
  ~Value() {
    if (is_counted()) release();
  }

  [[nodiscard]] static Value boolean(bool flag) noexcept;
  // Exactly, whatever the type: nothing wraps.
  template <detail::Integer T>
  [[nodiscard]] static Value number(T integer) {
    if constexpr (std::signed_integral<T>) {
      return of_signed(integer);
    } else {
      return of_unsigned(integer);
    }
  }
  // The shortest text that reads back as the same double; a long double is rounded to a double before. NaN becomes null;
  // infinities become the largest finite double.
  template <std::floating_point T>
  [[nodiscard]] static Value number(T real) {
    return of_double(static_cast<double>(real));
  }
  // A JSON number's text, kept as it is; nullopt if it is not one.
  [[nodiscard]] static std::optional<Value> number_from_text(std::string_view text);
  // Bytes that are not valid UTF-8 become U+FFFD. As a Value, a null `const char*` is null.
  [[nodiscard]] static Value string(std::string_view text);
  [[nodiscard]] static Value array(std::vector<Value> items);
  // If several members have the same key, the last one is kept, in the place of the first.
  [[nodiscard]] static Value object(std::vector<Member> members);

  [[nodiscard]] Kind kind() const noexcept;
  [[nodiscard]] bool is_null() const noexcept { return bytes_[15] == kNull; }
  [[nodiscard]] bool is_boolean() const noexcept { return kind() == Kind::Boolean; }
  [[nodiscard]] bool is_number() const noexcept { return kind() == Kind::Number; }
  [[nodiscard]] bool is_string() const noexcept { return kind() == Kind::String; }
  [[nodiscard]] bool is_array() const noexcept { return kind() == Kind::Array; }
  [[nodiscard]] bool is_object() const noexcept { return kind() == Kind::Object; }
  [[nodiscard]] bool is_truthy() const noexcept;  // everything but null and false

  // Each requires a value of its kind; calling it on another kind is a programmer's error and stops the program.
  [[nodiscard]] bool as_boolean() const;
  [[nodiscard]] std::string_view as_string() const;    // valid while this Value lives unchanged
  [[nodiscard]] std::string_view number_text() const;  // likewise
  [[nodiscard]] double as_double() const;              // beyond double's range: the largest finite double
  [[nodiscard]] std::span<const Value> items() const;
  [[nodiscard]] std::span<const Member> members() const;

  // The number as an integer if it is one (also when written 1.0 or 1e3) and fits; nullopt for anything else.
  [[nodiscard]] std::optional<std::int64_t> as_integer() const noexcept;

  // As the C++ type, or why not: "expected an integer from 0 to 255, got string"; see baton/json.hpp, to be included for it.
  template <class T>
  [[nodiscard]] std::expected<T, std::string> get() const;
  // The member of this object: "at /count: missing; expected an integer from 0 to 255". For a std::optional, it may be missing.
  template <class T>
  [[nodiscard]] std::expected<T, std::string> get(std::string_view key) const;

  // The number of items of an array or members of an object; 0 for anything else.
  [[nodiscard]] std::size_t size() const noexcept;
  // The member's value, or nullptr if there is none or this is not an object.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  // This object with that member set (appended if new). Null counts as an empty object.
  [[nodiscard]] Value with(std::string_view key, Value value) const&;
  [[nodiscard]] Value with(std::string_view key, Value value) &&;  // in place where nobody else shares this object

  // Values with the same non-null identity share one node, so they are equal. Null if the value is stored inline.
  [[nodiscard]] const void* identity() const noexcept;

  // Numbers are compared by their numeric value (integers exactly, of any length), objects without regard to member order.
  friend bool operator==(const Value& left, const Value& right) noexcept { return left.equals(right); }
  // jq's total order: null < false < true < numbers < strings (by code point) < arrays < objects (keys first).
  friend std::weak_ordering operator<=>(const Value& left, const Value& right) noexcept { return left.compare(right); }

 private:
  // Members, because the compiler does not export friends from a shared library.
  [[nodiscard]] bool equals(const Value& right) const noexcept;
  [[nodiscard]] std::weak_ordering compare(const Value& right) const noexcept;
  friend class ValueAccess;
  static constexpr unsigned char kNull = 0;          // the last byte is a tag
  static constexpr unsigned char kFirstCounted = 5;  // tags from here on may point to a counted node

  [[nodiscard]] static Value of_signed(std::int64_t integer);
  [[nodiscard]] static Value of_unsigned(std::uint64_t integer);
  [[nodiscard]] static Value of_double(double real);
  template <class T>
  [[nodiscard]] static Value of(const T& plain);

  [[nodiscard]] bool is_counted() const noexcept { return bytes_[15] >= kFirstCounted; }
  void retain() const noexcept;
  void release() noexcept;

  alignas(8) unsigned char bytes_[16];
};

struct Member {
  Value key;  // always a string
  Value value;

  Member(std::string_view name, Value member_value) : key(Value::string(name)), value(std::move(member_value)) {}
  template <std::same_as<Value> Key>
  Member(Key name, Value member_value) : key(std::move(name)), value(std::move(member_value)) {}
  [[nodiscard]] std::string_view name() const { return key.as_string(); }
};

namespace detail {

// A map's members, none of which may be lost: throws std::invalid_argument if two have the same name.
[[nodiscard]] Value object_of_map(std::vector<Member> members);

template <class T>
[[nodiscard]] Value value_of(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}
template <ListRange T>
[[nodiscard]] Value value_of(const T& range) {
  std::vector<Value> items;
  for (const auto& item : range) items.emplace_back(static_cast<const typename T::value_type&>(item));
  return Value::array(std::move(items));
}
template <MapRange T>
[[nodiscard]] Value value_of(const T& range) {
  std::vector<Member> members;
  for (const auto& [key, value] : range) members.emplace_back(std::string_view(key), Value(value));
  return object_of_map(std::move(members));
}

}  // namespace detail

template <class T>
Value Value::of(const T& plain) {
  if constexpr (std::same_as<T, bool>) {
    return boolean(plain);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return number(plain);
  } else if constexpr (detail::Text<T>) {
    if constexpr (std::is_pointer_v<T>) {
      if (plain == nullptr) return {};
    }
    return string(plain);
  } else {
    return detail::value_of(plain);
  }
}

// Limits on what a parser accepts; beyond them it reports an error.
struct JsonLimits {
  std::size_t max_bytes = std::size_t{64} << 20;
  std::size_t max_depth = 256;
};

struct JsonError {
  enum class Kind : std::uint8_t {
    Syntax,          // the text is not JSON
    RepeatedMember,  // an object has two members of one name
    Limit            // larger or nested deeper than JsonLimits allow
  };
  Kind kind = Kind::Syntax;
  std::string message;
  std::size_t offset = 0;  // bytes from the start
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // characters from 1
};

// "not JSON: expected a value", or what else is wrong: "the object has two members named …". Without the place.
[[nodiscard]] std::string describe(const JsonError& error);

// RFC 8259, strictly: one value, valid UTF-8, no duplicate keys, no trailing text.
[[nodiscard]] std::expected<Value, JsonError> parse_json(std::string_view text, const JsonLimits& limits = {});

// Compact JSON: no spaces, members in their order, numbers by their text.
[[nodiscard]] std::string to_json(const Value& value);
// Indented by two spaces a level.
[[nodiscard]] std::string to_pretty_json(const Value& value);
// Canonical: members sorted by key, otherwise as to_json. Equal documents give equal bytes; input of digests.
[[nodiscard]] std::string to_canonical_json(const Value& value);

}  // namespace baton BATON_PUBLIC
