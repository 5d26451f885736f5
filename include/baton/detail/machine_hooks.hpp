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

namespace baton BATON_PUBLIC {

template <class M>
struct MachineTraits;

namespace detail {

// Is there a member of that name, whatever it is?
template <class Traits>
concept NamesEnd = requires { &Traits::end; };
template <class Traits>
concept NamesUpgrade = requires { &Traits::upgrade; };
template <class Traits>
concept NamesUpgradeEvent = requires { &Traits::upgrade_event; };
template <class Traits>
concept NamesUpgradeIntent = requires { &Traits::upgrade_intent; };

template <class Traits, class State>
concept Ends = requires(const State& state) {
  { Traits::end(state) } -> std::convertible_to<std::optional<MachineEnd>>;
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
  static_assert(!NamesEnd<Traits> || Ends<Traits, typename M::State>,
                "[machine.end] MachineTraits::end takes a const State& and returns std::optional<MachineEnd>");
  static_assert(
      !NamesUpgrade<Traits> || UpgradesState<Traits, typename M::State>,
      "[machine.upgrade] MachineTraits::upgrade(int, const Value&) returns std::expected<State, std::string>");
  static_assert(!NamesUpgradeEvent<Traits> || UpgradesEvent<Traits, typename M::Event>,
                "[machine.upgrade_event] upgrade_event(int, const Value&) returns std::expected<Event, std::string>");
  static_assert(
      !NamesUpgradeIntent<Traits> || UpgradesIntent<Traits, typename M::Intent>,
      "[machine.upgrade_intent] upgrade_intent(int, const Value&) returns std::expected<Intent, std::string>");
  static_assert(!MisspellsEnd<Traits>, "[machine.hook] nobody calls this member of MachineTraits: its name is end");
  static_assert(!MisspellsUpgrade<Traits>,
                "[machine.hook] nobody calls this member of MachineTraits: its name is upgrade, upgrade_event or "
                "upgrade_intent");
  return true;
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
