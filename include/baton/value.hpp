// The JSON value that carries all workflow data.
//
//   Value order = parse_json(R"({"id": 12345678901234567890, "items": []})").value();
//   order.find("id")->number_text();            // "12345678901234567890": numbers keep their text
//   Value paid = order.with("paid", Value::boolean(true));
//
// Immutable and shared: a copy costs a pointer (or nothing, for short scalars), copies may be used from any thread at
// the same time, and nothing ever changes under a reader. Member order is kept. Numbers are kept as the text they came
// with; only arithmetic converts. Strings are valid UTF-8.
#pragma once

#include <baton/detail/visibility.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

// In jq's sort order; false sorts before true.
enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

std::string_view kind_name(Kind kind) noexcept;  // "null", "boolean", "number", "string", "array", "object"

struct Member;

class Value {
 public:
  Value() noexcept : bytes_{} {}  // null
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
  [[nodiscard]] static Value number(std::int64_t integer);
  // The shortest text that reads back as the same double. NaN becomes null; infinities become the largest finite double.
  [[nodiscard]] static Value number(double real);
  // A JSON number's text, kept as it is; nullopt if it is not one.
  [[nodiscard]] static std::optional<Value> number_from_text(std::string_view text);
  // Bytes that are not valid UTF-8 become U+FFFD.
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
  friend bool operator==(const Value& left, const Value& right) noexcept;
  // jq's total order: null < false < true < numbers < strings (by code point) < arrays < objects (keys first).
  friend std::weak_ordering operator<=>(const Value& left, const Value& right) noexcept;

 private:
  friend class ValueAccess;
  static constexpr unsigned char kNull = 0;          // the last byte is a tag
  static constexpr unsigned char kFirstCounted = 5;  // tags from here on may point to a counted node

  [[nodiscard]] bool is_counted() const noexcept { return bytes_[15] >= kFirstCounted; }
  void retain() const noexcept;
  void release() noexcept;

  alignas(8) unsigned char bytes_[16];
};

struct Member {
  Value key;  // always a string
  Value value;

  Member(std::string_view name, Value member_value) : key(Value::string(name)), value(std::move(member_value)) {}
  Member(Value name, Value member_value) : key(std::move(name)), value(std::move(member_value)) {}
  [[nodiscard]] std::string_view name() const { return key.as_string(); }
};

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
