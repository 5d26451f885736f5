// The JSON form of described structs. Included by baton/json.hpp, which describes it.
#pragma once

#include <baton/detail/json_containers.hpp>
#include <baton/detail/json_convertible.hpp>
#include <baton/detail/json_scalars.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {
namespace detail {

template <class Struct, class Descriptor>
using MemberType = std::remove_cvref_t<decltype(std::declval<Struct&>().*Descriptor::pointer)>;

// Of a member that is there; of one that is missing, an empty optional or an error.
template <class T>
[[nodiscard]] JsonResult<T> read_member(const Value& object, std::string_view name, JsonLevel level = {}) {
  if (const Value* value = object.find(name)) {
    JsonResult<T> read = read_at<T>(level, *value);
    if (!read) return mismatch_inside(name, std::move(read).error());
    return read;
  }
  if constexpr (is_optional<T>) {
    return T();
  } else {
    return mismatch_inside(name, {.path = {}, .message = "missing; expected " + JsonConverter<T>::expected()});
  }
}

// Whether the default constructor of Struct writes a member whose own type's does not. The storage is filled with a
// byte before: what still consists of it afterwards was not written. The accesses are volatile because the storage has no
// value that the language knows.
template <class Struct, class Member>
[[nodiscard]] bool writes(Member Struct::* member, unsigned char filling) {
  alignas(Struct) unsigned char storage[sizeof(Struct)];
  volatile unsigned char* const bytes = storage;
  for (std::size_t at = 0; at < sizeof storage; ++at) bytes[at] = filling;
  auto* const object = ::new (static_cast<void*>(storage)) Struct;
  const auto* const begin = reinterpret_cast<const unsigned char*>(std::addressof(object->*member));
  const std::size_t offset = static_cast<std::size_t>(begin - storage);
  bool is_written = false;
  for (std::size_t at = offset; at < offset + sizeof(Member); ++at) is_written = is_written || bytes[at] != filling;
  std::destroy_at(object);
  return is_written;
}

// Whether a member that is missing keeps its default.
template <class Struct, class Member>
[[nodiscard]] bool has_default(Member Struct::* member) {
  if constexpr (is_optional<Member>) {
    return true;
  } else if constexpr (std::is_trivially_default_constructible_v<Member>) {
    return std::is_empty_v<Member> || writes(member, 0x5A) || writes(member, 0xA5);
  } else if constexpr (std::default_initializable<Member>) {
    return JsonConverter<Member>::to(Struct().*member) != JsonConverter<Member>::to(Member());
  } else {
    return true;  // only an initialiser can have made it
  }
}

template <class Struct, class Members>
struct MadeOf;
template <class Struct, class... Descriptors>
struct MadeOf<Struct, boost::mp11::mp_list<Descriptors...>> {
  static constexpr bool value = requires { Struct{std::declval<MemberType<Struct, Descriptors>>()...}; };
  // A constant member cannot be assigned to.
  static constexpr bool may_be_filled =
      std::default_initializable<Struct> &&
      (... &&
       std::is_assignable_v<decltype(std::declval<Struct&>().*Descriptors::pointer), MemberType<Struct, Descriptors>>);
  using Parts = std::tuple<std::optional<MemberType<Struct, Descriptors>>...>;
};

template <class Struct, class Members>
struct AllConvertible;
template <class Struct, class... Descriptors>
struct AllConvertible<Struct, boost::mp11::mp_list<Descriptors...>> {
  static consteval bool check() {
    return (... && check_convertible<MemberType<Struct, Descriptors>, MemberOf<Descriptors::pointer>>());
  }
};

// After an error for each member that has no JSON form, false.
template <class Struct>
consteval bool check_members() {
  return AllConvertible<Struct, boost::mp11::mp_rename<DescribedMembers<Struct>, boost::mp11::mp_list>>::check();
}

// False, after an error, if nothing can make one when it is read.
template <class Struct>
consteval bool check_constructor() {
  using Made = MadeOf<Struct, boost::mp11::mp_rename<DescribedMembers<Struct>, boost::mp11::mp_list>>;
  constexpr bool can_be_made = Made::may_be_filled || Made::value;
  static_assert(can_be_made, "[json.constructor] add a default constructor, or one of all its members");
  return can_be_made;
}

}  // namespace detail

template <detail::DescribedStruct T>
  requires(!detail::OwnedText<T>)
struct JsonConverter<T> {
  using Members = boost::mp11::mp_rename<detail::DescribedMembers<T>, boost::mp11::mp_list>;

  static std::string expected() { return "an object"; }
  static Value to(const T& object, detail::JsonLevel level = {}) {
    std::vector<Member> members;
    const detail::JsonLevel inside = level.inside();
    if constexpr (detail::check_members<T>()) {
      boost::mp11::mp_for_each<Members>([&]<class Descriptor>(Descriptor member) {
        using Type = detail::MemberType<T, Descriptor>;
        Value value = detail::value_at<Type>(inside, object.*member.pointer);
        if (detail::is_optional<Type> && value.is_null()) return;
        members.emplace_back(std::string_view(member.name), std::move(value));
      });
    }
    return Value::object(std::move(members));
  }
  static JsonResult<T> from(const Value& value, detail::JsonLevel level = {}) {
    if constexpr (detail::check_members<T>()) {
      if (!value.is_object()) return detail::mismatch(expected(), value);
      if constexpr (detail::MadeOf<T, Members>::may_be_filled) {
        return read_into_default(value, level.inside());
      } else if constexpr (detail::check_constructor<T>()) {
        return read_all(value, level.inside(), Members());
      }
    }
    std::unreachable();  // the compiler has refused it
  }

 private:
  static JsonResult<T> read_into_default(const Value& value, detail::JsonLevel level) {
    JsonResult<T> object;
    boost::mp11::mp_for_each<Members>([&]<class Descriptor>(Descriptor member) {
      using Type = detail::MemberType<T, Descriptor>;
      static const bool may_be_missing = detail::has_default<T, Type>(member.pointer);
      if (!object || (may_be_missing && value.find(member.name) == nullptr)) return;
      JsonResult<Type> read = detail::read_member<Type>(value, member.name, level);
      if (read) {
        (*object).*member.pointer = *std::move(read);
      } else {
        object = std::unexpected(std::move(read).error());
      }
    });
    return object;
  }

  template <class... Descriptors>
  static JsonResult<T> read_all(const Value& value, detail::JsonLevel level, boost::mp11::mp_list<Descriptors...>) {
    std::optional<JsonMismatch> wrong;
    typename detail::MadeOf<T, Members>::Parts parts{read_part<Descriptors>(value, level, wrong)...};
    if (wrong) return std::unexpected(*std::move(wrong));
    return std::apply([](auto&&... part) { return T{*std::move(part)...}; }, std::move(parts));
  }
  // Nothing after the first mismatch.
  template <class Descriptor>
  static std::optional<detail::MemberType<T, Descriptor>> read_part(const Value& value, detail::JsonLevel level,
                                                                    std::optional<JsonMismatch>& wrong) {
    if (wrong) return std::nullopt;
    auto read = detail::read_member<detail::MemberType<T, Descriptor>>(value, Descriptor::name, level);
    if (read) return *std::move(read);
    wrong = std::move(read).error();
    return std::nullopt;
  }
};

}  // namespace baton BATON_PUBLIC
