// The optional members of MachineTraits: one that is there is used, or it does not compile. A member that is never used would lose
// an upgrade or an end without a word.
#pragma once

#include <baton/detail/any_machine.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace baton BATON_PUBLIC {

template <class M>
struct MachineTraits;

namespace detail {

template <class Traits, class State>
concept Ends = requires(const State& state) {
  { Traits::end(state) } -> std::same_as<std::optional<MachineEnd>>;  // a bool would read as an output
};
template <class Traits, class State>
concept UpgradesState = requires(int from, const Value& json) {
  { Traits::upgrade(from, json) } -> std::convertible_to<std::expected<State, std::string>>;
};
template <class Traits, class Event>
concept UpgradesEvent = requires(int from, const Value& json) {
  { Traits::upgrade_event(from, json) } -> std::convertible_to<std::expected<Event, std::string>>;
};
template <class Traits, class Intent>
concept UpgradesIntent = requires(int from, const Value& json) {
  { Traits::upgrade_intent(from, json) } -> std::convertible_to<std::expected<Intent, std::string>>;
};

// There is none of that name, or it is of this type: one that its own constraints exclude is there, but it is not called.
template <class Traits, class State>
concept HasNoUnsoundEnd = Ends<Traits, State> || !requires { &Traits::end; } || requires {
  requires std::is_same_v<std::invoke_result_t<decltype(&Traits::end), const State&>, std::optional<MachineEnd>>;
};
template <class Hook, class T>
concept IsUpgrade = std::is_invocable_r_v<std::expected<T, std::string>, Hook, int, const Value&>;
template <class Traits, class State>
concept HasNoUnsoundUpgrade = UpgradesState<Traits, State> || !requires { &Traits::upgrade; } ||
                              requires { requires IsUpgrade<decltype(&Traits::upgrade), State>; };
template <class Traits, class Event>
concept HasNoUnsoundUpgradeOfEvents = UpgradesEvent<Traits, Event> || !requires { &Traits::upgrade_event; } ||
                                      requires { requires IsUpgrade<decltype(&Traits::upgrade_event), Event>; };
template <class Traits, class Intent>
concept HasNoUnsoundUpgradeOfIntents = UpgradesIntent<Traits, Intent> || !requires { &Traits::upgrade_intent; } ||
                                       requires { requires IsUpgrade<decltype(&Traits::upgrade_intent), Intent>; };

// What others have called them.
template <class Traits>
concept MisspellsEnd = requires { &Traits::ended; } || requires { &Traits::ends; } || requires { &Traits::is_ended; } ||
                       requires { &Traits::has_ended; } || requires { &Traits::finished; };
template <class Traits>
concept MisspellsUpgrade = requires { &Traits::upgrades; } || requires { &Traits::upgraded; } || requires {
  &Traits::upgrade_state;
} || requires { &Traits::upgrade_events; } || requires { &Traits::upgrade_intents; };

template <std::size_t N>
consteval bool differ(const std::array<const char*, N>& names) {
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (std::string_view(names[i]) == names[j]) return false;
    }
  }
  return true;
}
template <class Traits>
consteval bool all_names_differ() {
  bool differs = true;
  if constexpr (requires { differ(Traits::states); }) differs = differs && differ(Traits::states);
  if constexpr (requires { differ(Traits::events); }) differs = differs && differ(Traits::events);
  if constexpr (requires { differ(Traits::intents); }) differs = differs && differ(Traits::intents);
  return differs;
}

// A check whose error names the rule that is broken.
template <class M>
consteval bool has_sound_hooks() {
  using Traits = MachineTraits<M>;
  static_assert(all_names_differ<Traits>(),
                "[machine.same_name] MachineTraits gives each state, each event and each intent a name of its own");
  static_assert(HasNoUnsoundEnd<Traits, typename M::State>,
                "[machine.end] MachineTraits::end takes a const State& and returns std::optional<MachineEnd>");
  static_assert(
      HasNoUnsoundUpgrade<Traits, typename M::State>,
      "[machine.upgrade] MachineTraits::upgrade(int, const Value&) returns std::expected<State, std::string>");
  static_assert(HasNoUnsoundUpgradeOfEvents<Traits, typename M::Event>,
                "[machine.upgrade_event] upgrade_event(int, const Value&) returns std::expected<Event, std::string>");
  static_assert(
      HasNoUnsoundUpgradeOfIntents<Traits, typename M::Intent>,
      "[machine.upgrade_intent] upgrade_intent(int, const Value&) returns std::expected<Intent, std::string>");
  static_assert(!MisspellsEnd<Traits>, "[machine.hook] misspelt, and not called: the name is end");
  static_assert(!MisspellsUpgrade<Traits>,
                "[machine.hook] misspelt, and not called: the name is upgrade, upgrade_event or "
                "upgrade_intent");
  return true;
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
