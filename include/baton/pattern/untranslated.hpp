// Untranslated<T>: a value from outside that has not been checked. It can only be translated into the domain's types, by a function
// that returns a closed sum type, since any part of it may be wrong.
//
//   std::move(raw).translate([](const RawCart& cart) -> std::expected<Cart, Unreadable> { … })
//
// It is moved and never copied, so that it is translated once.
#pragma once

#include <baton/pattern/contents.hpp>
#include <baton/pattern/sum_type.hpp>

#include <type_traits>
#include <utility>

namespace baton::pattern {

template <class T>
class Untranslated {
 public:
  explicit Untranslated(T raw) : raw_(std::move(raw)) {}
  Untranslated(Untranslated&&) noexcept(std::is_nothrow_move_constructible_v<T>) = default;
  Untranslated& operator=(Untranslated&&) noexcept(std::is_nothrow_move_assignable_v<T>) = default;
  // Instantiated only where they are used: the error of a deleted function would not give the reason.
  Untranslated(const Untranslated&) : Untranslated(copied()) {}
  Untranslated& operator=(const Untranslated&) {
    raw_ = copied();
    return *this;
  }
  ~Untranslated() = default;

  template <class Translate>
  [[nodiscard]] auto translate(Translate&& translate) && {
    constexpr bool is_sum = SumType<std::invoke_result_t<Translate, T>>;
    static_assert(is_sum, "[translate.result] a translation returns a closed sum type: the meaning, or what is wrong");
    return std::forward<Translate>(translate)(std::move(raw_));
  }

 private:
  static T copied() {
    constexpr bool is_never = std::is_void_v<Untranslated>;
    static_assert(is_never, "[translate.copy] what is from outside is translated once, not copied: move it");
    std::unreachable();
  }

  T raw_;
};

namespace detail {

template <class T>
struct FindsUntranslated : std::false_type {};
template <class T>
struct FindsUntranslated<Untranslated<T>> : std::true_type {};
template <class T>
inline constexpr bool holds_untranslated = Search<FindsUntranslated>::in<T>();

}  // namespace detail

}  // namespace baton::pattern
