// The fields of a struct, as far as a compiler without reflection can tell them. For the checks of this folder.
//
// A plain struct is taken apart by a structured binding, which must name every field. So the fields are counted first: as many
// initialisers as the struct accepts, where an array takes one for each of its elements. What cannot be counted is opaque:
// a base class, a union, more than kMaxFields fields, or a field that nothing generic converts to.
#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace baton::pattern::detail {

inline constexpr std::size_t kMaxFields = 20;

// Stand-ins for initialisers: they are only named, never called.
struct AnyValue {
  template <class Field>
  operator Field() const noexcept;  // NOLINT(google-explicit-constructor): an aggregate's initialiser is converted
};
struct AnyReference {
  template <class Field>
  operator Field&() const noexcept;  // NOLINT(google-explicit-constructor)
};
struct AnyUnion {
  template <class Field>
    requires std::is_union_v<Field>
  operator Field() const noexcept;  // NOLINT(google-explicit-constructor)
};
struct NoValue {};
template <class T>
struct AnyBaseOf {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const noexcept;  // NOLINT(google-explicit-constructor)
};

template <class Any, std::size_t>
using Repeat = Any;

template <class T, class Any>
struct Initialised {
  // T{any, any, …}: as many as there are numbers.
  template <std::size_t... Before>
  static consteval bool with(std::index_sequence<Before...>) {
    return requires { T{std::declval<Repeat<Any, Before>>()...}; };
  }
  template <std::size_t... Before>
  static consteval bool with_one_more(std::index_sequence<Before...>) {
    return requires { T{std::declval<Repeat<Any, Before>>()..., {}}; };
  }
  template <class One, std::size_t... Before, std::size_t... After>
  static consteval bool with_one(std::index_sequence<Before...>, std::index_sequence<After...>) {
    return requires {
      T{std::declval<Repeat<Any, Before>>()..., std::declval<One>(), std::declval<Repeat<Any, After>>()...};
    };
  }
  template <std::size_t... Before, std::size_t... Within, std::size_t... After>
  static consteval bool with_braces(std::index_sequence<Before...>, std::index_sequence<Within...>,
                                    std::index_sequence<After...>) {
    return requires {
      T{std::declval<Repeat<Any, Before>>()...,
        {std::declval<Repeat<Any, Within>>()...},
        std::declval<Repeat<Any, After>>()...};
    };
  }

  // The most initialisers that are accepted; kMaxFields + 1 if none or too many are.
  template <std::size_t N = kMaxFields + 1>
  static consteval std::size_t count() {
    if constexpr (with(std::make_index_sequence<N>())) {
      return N;
    } else if constexpr (N == 0) {
      return kMaxFields + 1;
    } else {
      return count<N - 1>();
    }
  }

  // How many of N initialisers the field at the I-th takes: more than one if it is an array. Braces around the elements of an
  // array leave fewer for the others, braces around the members of a class do not.
  template <std::size_t N, std::size_t I, std::size_t K = N - I>
  static consteval std::size_t width() {
    if constexpr (K < 2) {
      return 1;
    } else if constexpr (with_braces(std::make_index_sequence<I>(), std::make_index_sequence<K>(),
                                     std::make_index_sequence<N - I - K>()) &&
                         !with_braces(std::make_index_sequence<I>(), std::make_index_sequence<K>(),
                                      std::make_index_sequence<N - I - 1>())) {
      return K;
    } else {
      return width<N, I, K - 1>();
    }
  }
  template <std::size_t N, std::size_t I = 0>
  static consteval std::size_t fields() {
    if constexpr (I >= N) {
      return 0;
    } else {
      return 1 + fields<N, I + width<N, I>()>();
    }
  }

  template <std::size_t N, std::size_t... I>
  static consteval bool has_union(std::index_sequence<I...>) {
    return (... || (with_one<AnyUnion>(std::make_index_sequence<I>(), std::make_index_sequence<N - I - 1>()) &&
                    !with_one<NoValue>(std::make_index_sequence<I>(), std::make_index_sequence<N - I - 1>())));
  }
};

// An aggregate's first initialiser is its base's if it has one. A field that takes everything (std::any) is no base.
template <class T, class First, std::size_t Fields>
inline constexpr bool starts_with =
    Initialised<T, AnyValue>::template with_one<First>(std::index_sequence<>(), std::make_index_sequence<Fields>());
template <class T, std::size_t... Fields>
consteval bool has_base(std::index_sequence<Fields...>) {
  return (... || (starts_with<T, AnyBaseOf<T>, Fields> && !starts_with<T, NoValue, Fields>));
}

template <class T>
concept PlainStruct =
    std::is_class_v<T> && std::is_aggregate_v<T> && !has_base<T>(std::make_index_sequence<kMaxFields>());

struct Counted {
  bool is_opaque = true;
  bool has_union = false;
  std::size_t fields = 0;
};
template <class T, class Any>
consteval Counted count_with() {
  using With = Initialised<T, Any>;
  constexpr std::size_t count = With::count();
  if constexpr (count > kMaxFields) {
    return {};
  } else if constexpr (With::with_one_more(std::make_index_sequence<count>())) {
    return {};
  } else if constexpr (With::template has_union<count>(std::make_index_sequence<count>())) {
    return {.has_union = true};
  } else {
    return {.is_opaque = false, .fields = With::template fields<count>()};
  }
}
template <class T>
consteval Counted count_fields() {
  if constexpr (!PlainStruct<T>) {
    return {};
  } else if constexpr (constexpr Counted by_value = count_with<T, AnyValue>();
                       !by_value.is_opaque || by_value.has_union) {
    return by_value;
  } else {
    return count_with<T, AnyReference>();
  }
}
template <class T>
inline constexpr Counted counted_fields = count_fields<T>();

template <class... Field>
struct FieldList {
  static constexpr std::size_t size = sizeof...(Field);
};

// decltype of a name in a structured binding is the field's declared type, also for arrays, references and bit-fields.
// clang-format off
template <std::size_t N, class T>
auto list_fields(T& object) {
  if constexpr (N == 0) { return FieldList<>(); }
  else if constexpr (N == 1) { auto& [f1] = object; return FieldList<decltype(f1)>(); }
  else if constexpr (N == 2) { auto& [f1, f2] = object; return FieldList<decltype(f1), decltype(f2)>(); }
  else if constexpr (N == 3) { auto& [f1, f2, f3] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3)>(); }
  else if constexpr (N == 4) { auto& [f1, f2, f3, f4] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4)>(); }
  else if constexpr (N == 5) { auto& [f1, f2, f3, f4, f5] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5)>(); }
  else if constexpr (N == 6) { auto& [f1, f2, f3, f4, f5, f6] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6)>(); }
  else if constexpr (N == 7) { auto& [f1, f2, f3, f4, f5, f6, f7] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7)>(); }
  else if constexpr (N == 8) { auto& [f1, f2, f3, f4, f5, f6, f7, f8] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8)>(); }
  else if constexpr (N == 9) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9)>(); }
  else if constexpr (N == 10) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10)>(); }
  else if constexpr (N == 11) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11)>(); }
  else if constexpr (N == 12) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12)>(); }
  else if constexpr (N == 13) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13)>(); }
  else if constexpr (N == 14) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14)>(); }
  else if constexpr (N == 15) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15)>(); }
  else if constexpr (N == 16) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15), decltype(f16)>(); }
  else if constexpr (N == 17) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15), decltype(f16), decltype(f17)>(); }
  else if constexpr (N == 18) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15), decltype(f16), decltype(f17), decltype(f18)>(); }
  else if constexpr (N == 19) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15), decltype(f16), decltype(f17), decltype(f18), decltype(f19)>(); }
  else if constexpr (N == 20) { auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20] = object; return FieldList<decltype(f1), decltype(f2), decltype(f3), decltype(f4), decltype(f5), decltype(f6), decltype(f7), decltype(f8), decltype(f9), decltype(f10), decltype(f11), decltype(f12), decltype(f13), decltype(f14), decltype(f15), decltype(f16), decltype(f17), decltype(f18), decltype(f19), decltype(f20)>(); }
}
// clang-format on

template <class T>
using FieldsOf = decltype(list_fields<counted_fields<T>.fields>(std::declval<T&>()));

template <class T>
concept HasVisibleFields = PlainStruct<T> && !counted_fields<T>.is_opaque;

}  // namespace baton::pattern::detail
