// C++ types to JSON values and back.
//
//   struct Line { std::string sku; std::uint32_t count = 1; std::optional<std::string> note; };
//   BOOST_DESCRIBE_STRUCT(Line, (), (sku, count, note))
//
//   Value value = to_value(Line{.sku = "A1", .count = 2, .note = {}});     // {"sku":"A1","count":2}
//   std::expected<Line, std::string> line = from_value<Line>(value);       // or: "at /sku: missing; expected a string"
//   std::expected<int, std::string> count = value.get<int>("count");
//
// | C++ | JSON |
// | --- | --- |
// | bool; integers | a boolean; a number, range-checked, however it is written: 1e3, 1.0 |
// | double; float | a number (NaN as null, infinity as the largest one; what is read into a float must fit) |
// | std::string, and what is made of a std::string_view and reads as one | a string |
// | an enumeration described with BOOST_DESCRIBE_ENUM | its name |
// | std::chrono durations | an ISO 8601 text: "PT1H30M", "PT0.25S" |
// | std::chrono::sys_time (a time point of the system clock) | an ISO 8601 text: "2026-01-31T23:59:59.123Z" |
// | std::optional | the value or null; an empty member of a struct is left out |
// | std::vector, std::deque, std::list, std::set, … | an array; of a set, no item may be repeated |
// | std::array, std::pair, std::tuple | an array of that length |
// | std::map, std::unordered_map, … with keys that are texts or described enumerations | an object; two keys that are one text (not UTF-8) throw std::invalid_argument |
// | std::variant | a described struct by its name: {"Card": {…}}; anything else as it is: the kinds of JSON must differ |
// | a struct described with BOOST_DESCRIBE_STRUCT, with its described bases | an object of its public members |
// | Value, Problem | what they are |
//
// A character, a pointer (smart or not), a view, a path, a multiset and a multimap have no JSON form; the compiler says what to use
// instead. For any other type, specialise JsonConverter. A type may contain itself, in a std::vector: to_value() of more than 1,000 levels throws
// std::length_error, and from_value() gives an error.
//
// Reading is strict where it matters and tolerant where it does not. Members that the struct does not have are ignored. A member that
// is missing keeps its default: `count` above becomes 1, and an optional is empty. Without a default it is an error. What counts as
// a default is an initialiser in the struct (or in its default constructor). For a member that is a class with a constructor
// of its own, such as std::string, an initialiser counts if it differs from the empty value, because `std::string sku;` and
// `std::string sku = "";` are the same to the language.
// A struct without a default constructor, or with constant members, is made with braces from all its members, in the order of the description; of these only a
// std::optional may be missing.
#pragma once

#include <baton/detail/json_containers.hpp>
#include <baton/detail/json_convertible.hpp>
#include <baton/detail/json_scalars.hpp>
#include <baton/detail/json_structs.hpp>
#include <baton/detail/json_variants.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace baton BATON_PUBLIC {

// The error names the place and what was expected there: "at /lines/0/count: expected a number, got string".
template <class T>
[[nodiscard]] std::expected<T, std::string> from_value(const Value& value) {
  if constexpr (detail::check_convertible<T>()) {
    JsonResult<T> read = JsonConverter<T>::from(value);
    if (read) return *std::move(read);
    return std::unexpected(detail::text_of(read.error()));
  } else {
    std::unreachable();  // the compiler has refused it
  }
}

template <class T>
std::expected<T, std::string> Value::get() const {
  return from_value<T>(*this);
}

template <class T>
std::expected<T, std::string> Value::get(std::string_view key) const {
  if constexpr (detail::check_convertible<T>()) {
    if (!is_object()) return std::unexpected(detail::mismatch("an object", *this).error().message);
    JsonResult<T> read = detail::read_member<T>(*this, key);
    if (read) return *std::move(read);
    return std::unexpected(detail::text_of(read.error()));
  } else {
    std::unreachable();
  }
}

}  // namespace baton BATON_PUBLIC
