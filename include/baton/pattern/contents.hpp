// What values of a type hold, at any depth that the compiler can see. For the checks of this folder.
//
// It sees through const, references, arrays, containers, std::pair, std::tuple, std::variant, std::expected, std::optional, structs
// described with Boost.Describe (private members and bases too), and plain structs (fields.hpp). Every other type is opaque: it
// holds what its author says.
#pragma once

#include <baton/pattern/fields.hpp>

#include <boost/describe/bases.hpp>
#include <boost/describe/members.hpp>

#include <any>
#include <array>
#include <concepts>
#include <coroutine>
#include <exception>
#include <expected>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace baton::pattern::detail {

// What is only declared is opaque.
template <class T>
concept IsComplete = requires { sizeof(T); };

// T is an instance of this template, or derived from one.
template <template <class...> class Template, class T>
concept DerivedFromAny =
    std::is_class_v<T> && requires(T* object) { []<class... A>(const volatile Template<A...>*) {}(object); };

template <class T, class E>
std::expected<T, E> expected_of(const std::expected<T, E>*);
// A std::expected, or a class derived from one, such as baton::Result.
template <class T>
concept IsExpected = std::is_class_v<T> && requires(const T* object) { expected_of(object); };
template <IsExpected T>
using ExpectedOf = decltype(expected_of(static_cast<const T*>(nullptr)));

// The templates whose arguments are what they hold.
template <class T>
struct Elements {
  static constexpr bool are_known = false;
};
template <class... T>
struct ElementsAre {
  static constexpr bool are_known = true;
  using List = FieldList<T...>;
};
template <class A, class B>
struct Elements<std::pair<A, B>> : ElementsAre<A, B> {};
template <class... T>
struct Elements<std::tuple<T...>> : ElementsAre<T...> {};
template <class... T>
struct Elements<std::variant<T...>> : ElementsAre<T...> {};
template <IsExpected T>
struct Elements<T> : ElementsAre<typename ExpectedOf<T>::value_type, typename ExpectedOf<T>::error_type> {};
template <class T>
struct Elements<std::optional<T>> : ElementsAre<T> {};

// A JSON value can be compared with nullptr, too, but points to nothing.
template <class T>
concept PointsOrCalls = std::is_scalar_v<T> || requires { &T::operator(); } || requires(const T& value) { *value; } ||
                        requires(const T& value) { value.get(); };

// A pointer of any kind, or a std::function: it may hold nothing. (To ask whether a std::expected equals nullptr is an error.)
template <class T>
concept MayBeNull = !Elements<std::remove_cvref_t<T>>::are_known && PointsOrCalls<std::remove_cvref_t<T>> &&
                    requires(const std::remove_reference_t<T>& value) { value == nullptr; };

union Union {};

// A pointer under any other name. What a union holds nobody knows.
template <class T>
concept IsPointer = MayBeNull<T> || std::is_union_v<T> || std::is_base_of_v<std::any, T> ||
                    std::is_base_of_v<std::exception_ptr, T> || DerivedFromAny<std::weak_ptr, T> ||
                    DerivedFromAny<std::reference_wrapper, T> || DerivedFromAny<std::coroutine_handle, T>;

template <class T>
inline constexpr bool is_view = DerivedFromAny<std::basic_string_view, T> || DerivedFromAny<std::initializer_list, T>;
template <class T, std::size_t N>
inline constexpr bool is_view<std::span<T, N>> = true;

template <class T>
concept IsOptional =
    DerivedFromAny<std::optional, T> || std::is_base_of_v<std::nullopt_t, T> || std::is_base_of_v<std::monostate, T>;

template <class T>
concept IsContainer = requires(const T& container) {
  typename T::value_type;
  { *std::begin(container) } -> std::convertible_to<const typename T::value_type&>;
  std::end(container);
} && !std::same_as<typename T::value_type, T>;

// std::queue, std::stack, std::priority_queue.
template <class T>
concept IsContainerAdaptor = requires { typename T::container_type; } && IsContainer<typename T::container_type>;

template <class T>
concept Described = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <class T>
struct MemberType;
template <class Owner, class T>
struct MemberType<T Owner::*> {
  using Type = T;
};
template <class Pointer>
using MemberTypeOf = typename MemberType<std::remove_const_t<Pointer>>::Type;

template <template <class...> class List, class... Member>
FieldList<MemberTypeOf<decltype(Member::pointer)>...> members_of(List<Member...>);
template <template <class...> class List, class... Base>
FieldList<typename Base::type...> bases_of(List<Base...>);

template <class T>
concept HasDescribedBases = boost::describe::has_describe_bases<T>::value;

// Fits where a field or base is in which there is what the search looks for.
template <class Search, class T>
struct InitialiserWith {
  template <class Field>
    requires(!std::is_same_v<Field, T> && Search::template in<Field>())
  operator Field() const noexcept;  // NOLINT(google-explicit-constructor)
};

// Looks for a type of which Found says so. Seen ends the search in a type that holds others of its own kind.
template <template <class> class Found, class... Seen>
struct Search {
  template <class... T>
  static consteval bool in_list(FieldList<T...>) {
    return (... || in<T>());
  }
  template <class T>
  static consteval bool inside() {
    using Deeper = Search<Found, T, Seen...>;
    if constexpr (Elements<T>::are_known) {
      return Deeper::in_list(typename Elements<T>::List());
    } else if constexpr (IsContainer<T>) {
      return Deeper::template in<typename T::value_type>();
    } else if constexpr (IsContainerAdaptor<T>) {
      return Deeper::template in<typename T::container_type>();
    } else if constexpr (Described<T>) {
      constexpr auto access = boost::describe::mod_any_access;
      using Members = decltype(members_of(boost::describe::describe_members<T, access>()));
      if constexpr (HasDescribedBases<T>) {
        using Bases = decltype(bases_of(boost::describe::describe_bases<T, access>()));
        return Deeper::in_list(Members()) || Deeper::in_list(Bases());
      } else {
        return Deeper::in_list(Members());
      }
    } else if constexpr (HasVisibleFields<T>) {
      return Deeper::in_list(FieldsOf<T>());
    } else if constexpr (PlainStruct<T>) {
      return counted_fields<T>.has_union && Found<Union>::value;
    } else if constexpr (std::is_aggregate_v<T>) {
      return Deeper::template in_aggregate_with_base<T>(std::make_index_sequence<kMaxFields>());
    } else {
      return false;
    }
  }

  // The fields of a struct with a base cannot be listed, but it can be tried whether an initialiser of a wanted type fits.
  template <class T, std::size_t... Before>
  static consteval bool in_aggregate_with_base(std::index_sequence<Before...>) {
    using With = Initialised<T, AnyValue>;
    return (... || (With::template with_one<InitialiserWith<Search<Found, T, Seen...>, T>>(
                        std::make_index_sequence<Before>(), std::index_sequence<>()) &&
                    !With::template with_one<NoValue>(std::make_index_sequence<Before>(), std::index_sequence<>())));
  }

  template <class T>
  static consteval bool in() {
    using Plain = std::remove_cv_t<std::remove_all_extents_t<T>>;
    if constexpr (std::is_class_v<Plain> && !IsComplete<Plain>) {
      return false;
    } else if constexpr (Found<Plain>::value) {
      return true;
    } else if constexpr (std::is_reference_v<Plain> || (... || std::is_same_v<Plain, Seen>)) {
      return false;
    } else if constexpr (std::is_class_v<Plain>) {
      return inside<Plain>();
    } else {
      return false;
    }
  }
};

template <class T>
struct FindsPointer : std::bool_constant<std::is_reference_v<T> || IsPointer<T>> {};
template <class T>
struct FindsPointerOrView : std::bool_constant<FindsPointer<T>::value || is_view<T>> {};
template <class T>
struct FindsNothing : std::bool_constant<FindsPointerOrView<T>::value || IsOptional<T>> {};

// A pointer, reference, std::any or union.
template <class T>
inline constexpr bool holds_pointer = Search<FindsPointer>::in<T>();
// Also a std::string_view or std::span.
template <class T>
inline constexpr bool holds_pointer_or_view = Search<FindsPointerOrView>::in<T>();
// Also a std::optional or std::monostate: whatever may mean nothing, or end before its reader.
template <class T>
inline constexpr bool may_hold_nothing = Search<FindsNothing>::in<T>();

// T's name, as the compiler writes it.
template <class T>
consteval std::string_view name_of() {
  constexpr std::string_view function = __PRETTY_FUNCTION__;
  constexpr std::string_view key = "T = ";
  return function.substr(function.find(key) + key.size());
}
// A class of somebody's own: no vocabulary type of the standard library, which says nothing about the domain, and no lambda.
template <class T>
concept OwnClass = std::is_class_v<T> && !name_of<std::remove_cv_t<T>>().starts_with("std::") &&
                   !name_of<std::remove_cv_t<T>>().starts_with("(lambda") &&
                   name_of<std::remove_cv_t<T>>().find("<lambda(") == std::string_view::npos;

}  // namespace baton::pattern::detail
