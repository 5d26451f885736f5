// An orchestrator: fetch → translate → decide → act → persist. It only coordinates; the compiler checks its class.
//
//   struct PaymentOrchestrator {
//     Dependency<PaymentStore> store;
//     Dependency<PaymentGateway> gateway;
//     std::variant<Processed, NotFound, VerificationRequired> run(const PaymentId& id, Session& session) const;
//   };
//   static_assert(baton::pattern::is_orchestrator<PaymentOrchestrator>());
//
// The rules, each with its name in the compiler's error: docs/patterns.md.
#pragma once

#include <baton/async.hpp>
#include <baton/pattern/dependency.hpp>
#include <baton/pattern/sum_type.hpp>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace baton::pattern {

inline constexpr std::size_t kMaxDependencies = 4;

// An orchestrator that needs more than four dependencies declares how many, and why:
//   template <> inline constexpr DependencyException baton::pattern::dependency_exception<Billing> =
//       {.limit = 5, .because = "the tax service must be asked between reservation and charge"};
struct DependencyException {
  std::size_t limit = kMaxDependencies;
  std::string_view because = {};
};
template <class Orchestrator>
inline constexpr DependencyException dependency_exception = {};

// A value from outside that has not been checked. It can only be translated into the domain's types, by a function that
// returns a closed sum type, since any part of it may be wrong.
template <class T>
class Untranslated {
 public:
  explicit Untranslated(T raw) : raw_(std::move(raw)) {}

  template <class Translate>
  [[nodiscard]] auto translate(Translate&& translate) && {
    static_assert(
        SumType<std::invoke_result_t<Translate, T>>,
        "[translate.result] a translation must return a closed sum type: the meaning, or what is wrong with the value");
    return std::forward<Translate>(translate)(std::move(raw_));
  }

 private:
  T raw_;
};

namespace detail {

template <class T>
inline constexpr bool is_untranslated = false;
template <class T>
inline constexpr bool is_untranslated<Untranslated<T>> = true;
template <class... Alternatives>
inline constexpr bool is_untranslated<std::variant<Alternatives...>> = (... || is_untranslated<Alternatives>);
template <class T, class E>
inline constexpr bool is_untranslated<std::expected<T, E>> = is_untranslated<T> || is_untranslated<E>;

template <class T>
struct Method {
  static constexpr bool is_method = false;
};
template <class Owner, class R, bool Const, class... A>
struct MethodOf {
  static constexpr bool is_method = true;
  static constexpr bool is_const = Const;
  using Returned = R;
  using Arguments = std::tuple<A...>;
};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...)> : MethodOf<Owner, R, false, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) const> : MethodOf<Owner, R, true, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) noexcept> : MethodOf<Owner, R, false, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) const noexcept> : MethodOf<Owner, R, true, A...> {};

template <class T>
struct Awaited {
  using Type = T;
};
template <class T>
struct Awaited<Async<T>> {
  using Type = T;
};

template <class T>
concept HasRun = requires { &T::run; } && Method<decltype(&T::run)>::is_method;

template <class Arguments>
inline constexpr bool has_nullable = false;
template <class... A>
inline constexpr bool has_nullable<std::tuple<A...>> = (... || MayBeNull<A>);

// Converts to every type of field, but to no base class of T.
struct AnyField {
  template <class Field>
  operator Field() const noexcept;  // NOLINT(google-explicit-constructor): an aggregate's initialiser is converted
};
template <class T>
struct AnyBaseOf {
  template <class Base>
    requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
  operator Base() const noexcept;
};
template <class T, std::size_t... I>
consteval bool starts_with_base(std::index_sequence<I...>) {
  return requires { T{AnyBaseOf<T>{}, (static_cast<void>(I), AnyField{})...}; };
}
// An aggregate's first initialiser is its base's if it has one. As many fields follow as an orchestrator may have.
template <class T, std::size_t... Fields>
consteval bool has_base(std::index_sequence<Fields...>) {
  return (... || starts_with_base<T>(std::make_index_sequence<Fields>()));
}
template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T> && !has_base<T>(std::make_index_sequence<16>());

template <class T, std::size_t... I>
consteval bool all_are_dependencies(std::index_sequence<I...>) {
  return (... && is_dependency<boost::pfr::tuple_element_t<I, T>>);
}
template <class T>
inline constexpr bool is_of_a_request = false;
template <class T>
inline constexpr bool is_of_a_request<Dependency<T>> = Plays<T, RequestPart>;
template <class T, std::size_t... I>
consteval bool holds_a_request(std::index_sequence<I...>) {
  return (... || is_of_a_request<boost::pfr::tuple_element_t<I, T>>);
}

template <class T>
consteval bool check_dependencies() {
  constexpr std::size_t count = boost::pfr::tuple_size_v<T>;
  constexpr auto fields = std::make_index_sequence<count>();
  constexpr DependencyException exception = dependency_exception<T>;
  constexpr bool is_justified = exception.limit <= kMaxDependencies || !exception.because.empty();
  constexpr bool has_some = count > 0;
  constexpr bool has_few = count <= exception.limit;
  constexpr bool is_stateless = all_are_dependencies<T>(fields);
  constexpr bool is_reusable = !holds_a_request<T>(fields);
  static_assert(has_some,
                "[orchestrator.dependencies] the orchestrator has no fields; inject its stores and gateways as fields");
  static_assert(is_justified, "[orchestrator.exception] a dependency_exception must give its reason");
  static_assert(has_few,
                "[orchestrator.max_dependencies] more than four dependencies: split the orchestrator, or add a "
                "dependency_exception");
  static_assert(
      is_stateless,
      "[orchestrator.stateless] an orchestrator must have no state of its own: every field must be a Dependency<T>");
  static_assert(is_reusable,
                "[orchestrator.request_scope] an object of one request must be an argument of run(), not a field");
  return has_some && is_justified && has_few && is_stateless && is_reusable;
}

template <class T>
consteval bool check_run() {
  using Run = Method<decltype(&T::run)>;
  using Result = typename Awaited<typename Run::Returned>::Type;
  constexpr bool is_frozen = Run::is_const;
  constexpr bool is_explicit = SumType<Result>;
  constexpr bool is_translated = !is_untranslated<Result>;
  constexpr bool is_never_null = !has_nullable<typename Run::Arguments>;
  static_assert(is_frozen, "[orchestrator.frozen] run() must be const: an orchestrator does not change");
  static_assert(
      is_explicit,
      "[orchestrator.results] run() must return a closed sum type (std::variant or std::expected of class types), "
      "not void, a bool or anything that may be null");
  static_assert(is_translated, "[orchestrator.translate] translate a value from outside before run() returns it");
  static_assert(is_never_null,
                "[orchestrator.arguments] run() must take values and references: a pointer, smart or not, may be null");
  return is_frozen && is_explicit && is_translated && is_never_null;
}

}  // namespace detail

// Checks every rule; the compiler's error names the broken one.
template <class T>
consteval bool is_orchestrator() {
  static_assert(detail::PlainStruct<T>,
                "[orchestrator.model] an orchestrator must be a plain struct: no virtual function, no constructor, no "
                "private member, no base class");
  if constexpr (detail::PlainStruct<T>) {
    static_assert(detail::HasRun<T>,
                  "[orchestrator.run] an orchestrator must have one method run(), which is not static, not overloaded "
                  "and not a template");
    if constexpr (detail::HasRun<T>) return detail::check_dependencies<T>() && detail::check_run<T>();
  }
  return false;
}

}  // namespace baton::pattern
