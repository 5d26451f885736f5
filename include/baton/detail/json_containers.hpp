// The JSON forms of std::optional and of containers. Included by baton/json.hpp, which lists them.
#pragma once

#include <baton/detail/json_convertible.hpp>
#include <baton/detail/json_scalars.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

template <detail::JsonConvertible T>
struct JsonConverter<std::optional<T>> {
  static std::string expected() { return JsonConverter<T>::expected() + " or null"; }
  static Value to(const std::optional<T>& value, detail::JsonLevel level = {}) {
    return value ? detail::value_at(level, *value) : Value();
  }
  static JsonResult<std::optional<T>> from(const Value& value, detail::JsonLevel level = {}) {
    if (value.is_null()) return std::optional<T>();
    JsonResult<T> read = detail::read_at<T>(level, value);
    if (!read) return std::unexpected(std::move(read).error());
    return std::optional<T>(*std::move(read));
  }
};

namespace detail {

template <class T>
concept Sequence = ListRange<T> && std::default_initializable<T> &&
                   requires(T& list, typename T::value_type item) { list.push_back(std::move(item)); };
// Not a multiset: an item is there once.
template <class T>
concept Set = ListRange<T> && std::default_initializable<T> && requires(T& set, typename T::value_type item) {
  { set.insert(std::move(item)).second } -> std::convertible_to<bool>;
};

// How an object's member is named by a key, and the key by the name.
template <class Key>
struct KeyText;
template <OwnedText Key>
struct KeyText<Key> {
  static std::string_view write(const Key& key) { return key; }
  static JsonResult<Key> read(const Value& name) { return Key(name.as_string()); }
};
template <DescribedEnum Key>
struct KeyText<Key> {
  static std::string write(Key key) {
    const Value name = JsonConverter<Key>::to(key);
    return name.is_string() ? std::string(name.as_string()) : std::string(name.number_text());
  }
  static JsonResult<Key> read(const Value& name) { return JsonConverter<Key>::from(name); }
};

template <class T>
concept Map = MapRange<T> && std::default_initializable<T> && requires(const typename T::key_type& key) {
  KeyText<typename T::key_type>::write(key);
} && requires(T& map, typename T::key_type key, typename T::mapped_type value) {
  { map.emplace(std::move(key), std::move(value)).second } -> std::convertible_to<bool>;
};

// std::array, std::pair and std::tuple.
template <class T>
concept Fixed = requires { std::tuple_size<T>::value; } && !PointerOrView<T>;

template <class T, std::size_t... I>
[[nodiscard]] consteval bool has_convertible_items(std::index_sequence<I...>) {
  return (... && JsonConvertible<std::tuple_element_t<I, T>>);
}

// An item's mismatch, with its place in the array.
[[nodiscard]] inline std::unexpected<JsonMismatch> mismatch_at(std::size_t position, JsonMismatch inner) {
  return mismatch_inside(std::to_string(position), std::move(inner));
}

}  // namespace detail

template <class T>
  requires(detail::Sequence<T> && detail::JsonConvertible<typename T::value_type>)
struct JsonConverter<T> {
  using Item = typename T::value_type;
  static std::string expected() { return "an array"; }
  static Value to(const T& values, detail::JsonLevel level = {}) {
    std::vector<Value> items;
    if constexpr (requires { values.size(); }) items.reserve(values.size());
    const detail::JsonLevel inside = level.inside();
    for (const Item& value : values) items.push_back(detail::value_at(inside, value));
    return Value::array(std::move(items));
  }
  static JsonResult<T> from(const Value& value, detail::JsonLevel level = {}) {
    if (!value.is_array()) return detail::mismatch(expected(), value);
    T values;
    if constexpr (requires { values.reserve(value.size()); }) values.reserve(value.size());
    std::size_t position = 0;
    for (const Value& item : value.items()) {
      JsonResult<Item> read = detail::read_at<Item>(level.inside(), item);
      if (!read) return detail::mismatch_at(position, std::move(read).error());
      values.push_back(*std::move(read));
      ++position;
    }
    return values;
  }
};

template <class T>
  requires(detail::Set<T> && detail::JsonConvertible<typename T::value_type>)
struct JsonConverter<T> {
  using Item = typename T::value_type;
  static std::string expected() { return "an array of distinct items"; }
  static Value to(const T& values, detail::JsonLevel level = {}) {
    std::vector<Value> items;
    const detail::JsonLevel inside = level.inside();
    for (const Item& value : values) items.push_back(detail::value_at(inside, value));
    return Value::array(std::move(items));
  }
  static JsonResult<T> from(const Value& value, detail::JsonLevel level = {}) {
    if (!value.is_array()) return detail::mismatch(expected(), value);
    T values;
    std::size_t position = 0;
    for (const Value& item : value.items()) {
      JsonResult<Item> read = detail::read_at<Item>(level.inside(), item);
      if (!read) return detail::mismatch_at(position, std::move(read).error());
      if (!values.insert(*std::move(read)).second) {
        return detail::mismatch_at(position, detail::unfit(expected(), "a repeated one").error());
      }
      ++position;
    }
    return values;
  }
};

template <class T>
  requires(detail::Map<T> && detail::JsonConvertible<typename T::mapped_type>)
struct JsonConverter<T> {
  using Key = typename T::key_type;
  using Mapped = typename T::mapped_type;
  static std::string expected() { return "an object"; }
  static Value to(const T& values, detail::JsonLevel level = {}) {
    std::vector<Member> members;
    members.reserve(values.size());
    const detail::JsonLevel inside = level.inside();
    for (const auto& [key, value] : values) {
      members.emplace_back(detail::KeyText<Key>::write(key), detail::value_at(inside, value));
    }
    return detail::object_of_map(std::move(members));
  }
  static JsonResult<T> from(const Value& value, detail::JsonLevel level = {}) {
    if (!value.is_object()) return detail::mismatch(expected(), value);
    T values;
    for (const Member& member : value.members()) {
      JsonResult<Key> key = detail::KeyText<Key>::read(member.key);
      if (!key) return detail::mismatch_inside(member.name(), std::move(key).error());
      JsonResult<Mapped> read = detail::read_at<Mapped>(level.inside(), member.value);
      if (!read) return detail::mismatch_inside(member.name(), std::move(read).error());
      if (!values.emplace(*std::move(key), *std::move(read)).second) {
        return detail::mismatch_inside(member.name(), detail::unfit("distinct keys", "a repeated one").error());
      }
    }
    return values;
  }
};

template <detail::Fixed T>
  requires(detail::has_convertible_items<T>(std::make_index_sequence<std::tuple_size_v<T>>()))
struct JsonConverter<T> {
  static constexpr std::size_t kSize = std::tuple_size_v<T>;
  template <std::size_t I>
  using Item = std::tuple_element_t<I, T>;

  static std::string expected() { return "an array of " + std::to_string(kSize) + (kSize == 1 ? " item" : " items"); }
  static Value to(const T& values, detail::JsonLevel level = {}) {
    const detail::JsonLevel inside = level.inside();
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return Value::array(std::vector<Value>{detail::value_at<Item<I>>(inside, std::get<I>(values))...});
    }(std::make_index_sequence<kSize>());
  }
  static JsonResult<T> from(const Value& value, detail::JsonLevel level = {}) {
    if (!value.is_array()) return detail::mismatch(expected(), value);
    if (value.size() != kSize) return detail::unfit(expected(), std::to_string(value.size()));
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> JsonResult<T> {
      std::optional<JsonMismatch> wrong;
      std::tuple<std::optional<Item<I>>...> read{read_item<I>(value, level.inside(), wrong)...};
      if (wrong) return std::unexpected(*std::move(wrong));
      return T{*std::move(std::get<I>(read))...};
    }(std::make_index_sequence<kSize>());
  }

 private:
  // Nothing after the first mismatch.
  template <std::size_t I>
  static std::optional<Item<I>> read_item(const Value& array, detail::JsonLevel level,
                                          std::optional<JsonMismatch>& wrong) {
    if (wrong) return std::nullopt;
    JsonResult<Item<I>> read = detail::read_at<Item<I>>(level, array.items()[I]);
    if (read) return *std::move(read);
    wrong = detail::mismatch_at(I, std::move(read).error()).error();
    return std::nullopt;
  }
};

}  // namespace baton BATON_PUBLIC
