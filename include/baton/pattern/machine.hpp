// A machine: pure decisions. For a state and an event it returns the next state, and the intents: what the world is to do.
//
//   struct Payment {
//     using State = std::variant<Requested, Charging, Charged>;
//     using Event = std::variant<Process, ChargeSucceeded>;
//     using Intent = std::variant<Charge>;
//     static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
//   };
//   static_assert(baton::pattern::is_machine<Payment>());
//
// The machine knows no store, gateway or clock. What it needs from the world comes in with the event.
// Run it with Runtime (baton/pattern/runtime.hpp), or durably with the engine (baton/machine.hpp), without a change.
#pragma once

#include <baton/pattern/sum_type.hpp>

#include <concepts>
#include <type_traits>
#include <vector>

namespace baton::pattern {

template <class State, class Intent>
struct Decision {
  State next;
  std::vector<Intent> intents = {};  // in the order in which they are to be executed

  friend bool operator==(const Decision&, const Decision&) = default;
};

namespace detail {

template <class M>
concept NamesItsTypes = requires {
  typename M::State;
  typename M::Event;
  typename M::Intent;
};
template <class M>
concept HasSumTypes = SumType<typename M::State> && SumType<typename M::Event> && SumType<typename M::Intent>;
template <class M>
concept HasValues =
    std::copyable<typename M::State> && std::copyable<typename M::Event> && std::copyable<typename M::Intent>;
template <class M>
inline constexpr bool holds_values =
    !holds_pointer_or_view<typename M::State> && !holds_pointer_or_view<typename M::Event> &&
    !holds_pointer_or_view<typename M::Intent>;
template <class M>
concept HasStaticHandle =
    requires(const typename M::State& state, const typename M::Event& event) { M::handle(state, event); };
template <class M>
concept Decides = requires(const typename M::State& state, const typename M::Event& event) {
  { M::handle(state, event) } -> std::same_as<Decision<typename M::State, typename M::Intent>>;
};

}  // namespace detail

template <class M>
concept Machine = detail::NamesItsTypes<M> && detail::HasSumTypes<M> && detail::HasValues<M> &&
                  detail::holds_values<M> && detail::HasStaticHandle<M> && detail::Decides<M>;

// The same as a check; the compiler's error names the broken rule. It is true, or does not compile: false would add a second error,
// which names nothing.
template <class M>
consteval bool is_machine() {
  constexpr bool names_its_types = detail::NamesItsTypes<M>;
  static_assert(names_its_types, "[machine.types] a machine must define the types State, Event and Intent");
  if constexpr (names_its_types) {
    constexpr bool has_sum_types = detail::HasSumTypes<M>;
    static_assert(has_sum_types, "[machine.sum_types] State, Event and Intent: a std::variant of classes of your own");
    if constexpr (has_sum_types) {
      constexpr bool has_values = detail::HasValues<M>;
      constexpr bool holds_values = detail::holds_values<M>;
      static_assert(has_values,
                    "[machine.values] State, Event and Intent are copied: no connection, lock or unique_ptr");
      static_assert(!has_values || holds_values,
                    "[machine.values] State, Event and Intent hold no pointer, view or union");
    }
    constexpr bool has_handle = detail::HasStaticHandle<M>;
    static_assert(has_handle, "[machine.handle] handle(const State&, const Event&) must be static and public");
    if constexpr (has_handle) {
      constexpr bool decides = detail::Decides<M>;
      static_assert(decides, "[machine.decision] handle() must return Decision<State, Intent>");
    }
  }
  return true;
}

}  // namespace baton::pattern
