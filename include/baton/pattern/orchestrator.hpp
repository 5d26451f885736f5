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
#include <baton/pattern/await.hpp>
#include <baton/pattern/contents.hpp>
#include <baton/pattern/dependency.hpp>
#include <baton/pattern/fields.hpp>
#include <baton/pattern/sum_type.hpp>
#include <baton/pattern/untranslated.hpp>

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

namespace detail {

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
struct Method<R (Owner::*)(A...) const&> : MethodOf<Owner, R, true, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) const & noexcept> : MethodOf<Owner, R, true, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) noexcept> : MethodOf<Owner, R, false, A...> {};
template <class Owner, class R, class... A>
struct Method<R (Owner::*)(A...) const noexcept> : MethodOf<Owner, R, true, A...> {};

template <class T>
concept HasRun = requires { &T::run; } && Method<decltype(&T::run)>::is_method;

// The part of what a field depends on.
template <class Field>
struct Depends {
  static constexpr bool on_one = false;
};
template <class T>
struct Depends<Dependency<T>> {
  static constexpr bool on_one = true;
  using On = std::remove_cv_t<T>;
};
template <class T>
struct Depends<const Dependency<T>> : Depends<Dependency<T>> {};

// An IntentGateway (transactional.hpp), or derived from one.
template <class T>
concept TakesIntents = requires(T* object) { typename std::remove_cv_t<T>::IntentGatewayTag; };
template <class T>
concept ActsOnTheWorld = Plays<T, GatewayPart> || TakesIntents<T>;

template <class... Field>
consteval bool all_are_dependencies(FieldList<Field...>) {
  return (... && Depends<Field>::on_one);
}
template <class... Field>
consteval bool one_is_of_a_request(FieldList<Field...>) {
  return (... || Plays<typename Depends<Field>::On, RequestPart>);
}

// An orchestrator may depend on another one.
template <class T>
consteval bool coordinates() {
  if constexpr (!IsComplete<T>) {
    return false;
  } else if constexpr (HasVisibleFields<T> && HasRun<T>) {
    return FieldsOf<T>::size > 0 && all_are_dependencies(FieldsOf<T>());
  } else {
    return false;
  }
}
template <class T>
concept InjectedPart = Plays<T, StorePart> || ActsOnTheWorld<T> || coordinates<T>();
template <class... Field>
consteval bool all_are_parts(FieldList<Field...>) {
  return (... && InjectedPart<typename Depends<Field>::On>);
}

// A store that acts on the world, or holds what does.
template <class T>
struct FindsGateway : std::bool_constant<ActsOnTheWorld<T>> {};
template <class T>
  requires std::is_reference_v<T> || std::is_pointer_v<T>
struct FindsGateway<T> : FindsGateway<std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<T>>>> {};
template <class T>
  requires requires { typename T::element_type; } && MayBeNull<T>
struct FindsGateway<T> : FindsGateway<std::remove_cv_t<typename T::element_type>> {};
template <class T>
struct FindsGateway<std::reference_wrapper<T>> : FindsGateway<std::remove_cv_t<T>> {};
template <class T>
struct FindsGateway<Dependency<T>> : FindsGateway<std::remove_cv_t<T>> {};
template <class T>
concept HidesGateway = Plays<T, StorePart> && Search<FindsGateway>::in<T>();
template <class... Field>
consteval bool one_hides_a_gateway(FieldList<Field...>) {
  return (... || HidesGateway<typename Depends<Field>::On>);
}

// A reason is a few words, not a blank.
consteval bool is_reason(std::string_view text) {
  std::size_t letters = 0;
  for (const char c : text) letters += c > ' ' && c != '.' && c != '-' && c != '?' ? 1 : 0;
  return letters >= 10;
}

template <class T>
consteval bool check_number_of_dependencies() {
  constexpr std::size_t count = FieldsOf<T>::size;
  constexpr DependencyException exception = dependency_exception<T>;
  constexpr bool is_excepted = exception.limit > kMaxDependencies;
  constexpr bool has_some = count > 0;
  constexpr bool has_reason = !is_excepted || is_reason(exception.because);
  constexpr bool is_exact = !is_excepted || exception.limit <= count;
  constexpr bool has_few = count <= exception.limit;
  static_assert(has_some, "[orchestrator.dependencies] it has no fields: inject its stores and gateways as fields");
  static_assert(has_reason, "[orchestrator.exception] a dependency_exception must give its reason, in words");
  static_assert(is_exact, "[orchestrator.exception] its limit must be the number of the dependencies");
  static_assert(has_few, "[orchestrator.max_dependencies] more than four: split it, or add a dependency_exception");
  return has_some && has_reason && is_exact && has_few;
}

template <class T>
consteval bool check_dependencies() {
  constexpr bool is_visible = HasVisibleFields<T>;
  static_assert(is_visible, "[orchestrator.stateless] every field must be one Dependency<T>: no state of its own");
  if constexpr (is_visible) {
    constexpr bool is_stateless = all_are_dependencies(FieldsOf<T>());
    constexpr bool has_number = check_number_of_dependencies<T>();
    static_assert(is_stateless, "[orchestrator.stateless] every field must be one Dependency<T>: no state of its own");
    if constexpr (is_stateless && has_number) {
      constexpr bool is_reusable = !one_is_of_a_request(FieldsOf<T>());
      static_assert(is_reusable, "[orchestrator.request_scope] what lives for one request is an argument of run()");
      if constexpr (is_reusable) {
        constexpr bool has_parts = all_are_parts(FieldsOf<T>());
        constexpr bool has_stores = !one_hides_a_gateway(FieldsOf<T>());
        static_assert(has_parts, "[orchestrator.parts] each must declare its Part, or part_of (dependency.hpp)");
        static_assert(has_stores, "[orchestrator.store] a store holds a gateway: inject the gateway itself");
        return has_parts && has_stores;
      }
    }
  }
  return false;
}

template <class Result>
consteval bool check_results() {
  constexpr bool is_translated = !holds_untranslated<Result>;
  static_assert(is_translated, "[orchestrator.translate] translate what is from outside before run() returns it");
  if constexpr (is_translated) {
    constexpr bool is_explicit = is_domain_sum<Result>;
    static_assert(is_explicit,
                  "[orchestrator.results] run() must return a std::variant or std::expected of classes of your own");
    if constexpr (is_explicit) {
      constexpr bool is_a_choice = SumTypeTraits<Result>::outcomes > 1;
      constexpr bool is_whole = !may_hold_nothing<Result>;
      static_assert(is_a_choice, "[orchestrator.results] one alternative is no sum type: what else can happen?");
      static_assert(is_whole, "[orchestrator.results] a result holds no pointer, optional, view or union");
      return is_a_choice && is_whole;
    }
  }
  return false;
}

// std::optional is refused as an argument, also in a pair or a vector, but not in a struct, where it has a name.
template <class T>
struct FindsOptionalArgument : std::bool_constant<IsOptional<T>> {};
template <class A>
consteval bool is_never_null() {
  using Argument = std::remove_cvref_t<A>;
  if constexpr (Plays<Argument, RequestPart> || (std::is_class_v<Argument> && !IsComplete<Argument>)) {
    return true;
  } else if constexpr (OwnClass<Argument>) {
    return !holds_pointer<Argument> && !IsOptional<Argument>;
  } else {
    return !holds_pointer<Argument> && !Search<FindsOptionalArgument>::in<Argument>();
  }
}
template <class A>
concept InjectedAsArgument = ActsOnTheWorld<std::remove_cvref_t<A>> || Plays<std::remove_cvref_t<A>, StorePart> ||
                             Depends<std::remove_cvref_t<A>>::on_one || coordinates<std::remove_cvref_t<A>>();

template <class Arguments>
struct CheckArguments;
template <class... A>
struct CheckArguments<std::tuple<A...>> {
  template <bool IsAwaited>
  static consteval bool check() {
    constexpr bool none_is_injected = !(... || InjectedAsArgument<A>);
    static_assert(none_is_injected, "[orchestrator.injected] a store or gateway is a field, not an argument of run()");
    if constexpr (none_is_injected) {
      constexpr bool none_is_null = (... && is_never_null<A>());
      constexpr bool all_live = !IsAwaited || !(... || (std::is_reference_v<A> || holds_pointer_or_view<A>));
      static_assert(none_is_null, "[orchestrator.arguments] run() takes no pointer, smart or not, and no optional");
      static_assert(all_live, "[orchestrator.awaited_arguments] an awaited run() takes its arguments by value");
      return none_is_null && all_live;
    }
    return false;
  }
};

template <class T>
consteval bool check_run() {
  using Run = Method<decltype(&T::run)>;
  using Returned = typename Run::Returned;
  constexpr bool is_frozen = Run::is_const;
  constexpr bool is_ours = !IsForeignCoroutine<Returned>;
  static_assert(is_frozen, "[orchestrator.frozen] run() must be const: an orchestrator does not change");
  static_assert(is_ours, "[orchestrator.awaited] run() returns its result, or baton::Async of it");
  if constexpr (is_frozen && is_ours) {
    constexpr bool has_results = check_results<typename Awaited<Returned>::Type>();
    constexpr bool has_arguments =
        CheckArguments<typename Run::Arguments>::template check<Awaited<Returned>::is_awaited>();
    return has_results && has_arguments;
  }
  return false;
}

}  // namespace detail

// Checks every rule; the compiler's error names the broken one. So it is true, or does not compile: false would add a second error,
// which names nothing.
template <class T>
consteval bool is_orchestrator() {
  static_assert(detail::PlainStruct<T>,
                "[orchestrator.model] it must be a plain struct: no base, virtual, constructor or private member");
  if constexpr (detail::PlainStruct<T>) {
    static_assert(detail::HasRun<T>, "[orchestrator.run] it needs one run(): not static, overloaded or a template");
    if constexpr (detail::HasRun<T>) {
      static_cast<void>(detail::check_dependencies<T>());
      static_cast<void>(detail::check_run<T>());
    }
  }
  return true;
}

}  // namespace baton::pattern
