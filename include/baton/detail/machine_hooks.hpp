// What MachineTraits must have, and its optional members: one that is there is used, or it does not compile. A member that is never used
// would lose an upgrade or an end without a word.
#pragma once

#include <baton/detail/any_machine.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/pattern/machine.hpp>
#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

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
                       requires { &Traits::has_ended; } || requires { &Traits::finished; } ||
                       requires { &Traits::is_finished; } || requires { &Traits::End; };
template <class Traits>
concept MisspellsUpgrade = requires { &Traits::upgrades; } || requires { &Traits::upgraded; } || requires {
  &Traits::upgrade_state;
} || requires { &Traits::upgrade_events; } || requires { &Traits::upgrade_intents; } || requires { &Traits::Upgrade; };

enum class NamesFault : std::uint8_t { None, Form, Empty, Same };

template <class Names>
concept ListsTexts = requires(const Names& names) {
  std::size(names);
  std::string_view(names[0]);
};

template <class Variant, ListsTexts Names>
consteval NamesFault fault_of(const Names& names) {
  if (std::size(names) != std::variant_size_v<Variant>) return NamesFault::Form;
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (std::string_view(names[i]).empty()) return NamesFault::Empty;
    for (std::size_t j = 0; j < i; ++j) {
      if (std::string_view(names[i]) == std::string_view(names[j])) return NamesFault::Same;
    }
  }
  return NamesFault::None;
}
// Also of what is no array of texts, or no constant.
template <class Variant, const auto& names>
consteval NamesFault fault_in() {
  if constexpr (requires { typename std::integral_constant<NamesFault, fault_of<Variant>(names)>; }) {
    return fault_of<Variant>(names);
  } else {
    return NamesFault::Form;
  }
}
template <class M>
consteval NamesFault fault_in_names() {
  using Traits = MachineTraits<M>;
  NamesFault fault = NamesFault::None;
  if constexpr (requires { Traits::states; }) fault = fault_in<typename M::State, Traits::states>();
  if constexpr (requires { Traits::events; }) {
    if (fault == NamesFault::None) fault = fault_in<typename M::Event, Traits::events>();
  }
  if constexpr (requires { Traits::intents; }) {
    if (fault == NamesFault::None) fault = fault_in<typename M::Intent, Traits::intents>();
  }
  return fault;
}

template <class Traits>
consteval bool has_sound_format() {
  if constexpr (requires { typename std::integral_constant<int, Traits::format>; }) return Traits::format > 0;
  return false;
}

template <class Result, class M>
inline constexpr bool is_start = false;
template <class M>
inline constexpr bool is_start<std::expected<typename M::State, Problem>, M> = true;
template <class M>
inline constexpr bool is_start<std::expected<pattern::Decision<typename M::State, typename M::Intent>, Problem>, M> =
    true;
template <class M>
concept StartsSoundly =
    is_start<std::remove_cvref_t<decltype(MachineTraits<M>::start(std::declval<const Value&>()))>, M>;

// False, after an error that names the rule that is broken.
template <class M>
consteval bool has_sound_traits() {
  using Traits = MachineTraits<M>;
  constexpr bool has_number = has_sound_format<Traits>();
  static_assert(has_number, "[machine.format] MachineTraits::format is a constexpr int, 1 or more");
  constexpr bool starts = StartsSoundly<M>;
  static_assert(starts, "[machine.start] start(const Value&) returns std::expected<State, baton::Problem>");
  constexpr NamesFault fault = fault_in_names<M>();
  constexpr bool has_names = fault != NamesFault::Form;
  static_assert(has_names, "[machine.names] a constexpr std::array of texts names each alternative, in order");
  constexpr bool has_no_empty_name = fault != NamesFault::Empty;
  static_assert(has_no_empty_name, "[machine.empty_name] a name in MachineTraits has at least one character");
  constexpr bool has_no_name_twice = fault != NamesFault::Same;
  static_assert(has_no_name_twice,
                "[machine.same_name] MachineTraits gives each state, each event and each intent a name of its own");
  return has_number && starts && fault == NamesFault::None;
}

template <class M>
consteval bool has_sound_hooks() {
  using Traits = MachineTraits<M>;
  constexpr bool ends = HasNoUnsoundEnd<Traits, typename M::State>;
  constexpr bool upgrades_state = HasNoUnsoundUpgrade<Traits, typename M::State>;
  constexpr bool upgrades_event = HasNoUnsoundUpgradeOfEvents<Traits, typename M::Event>;
  constexpr bool upgrades_intent = HasNoUnsoundUpgradeOfIntents<Traits, typename M::Intent>;
  constexpr bool spells_end = !MisspellsEnd<Traits>;
  constexpr bool spells_upgrade = !MisspellsUpgrade<Traits>;
  static_assert(ends, "[machine.end] MachineTraits::end takes a const State& and returns std::optional<MachineEnd>");
  static_assert(
      upgrades_state,
      "[machine.upgrade] MachineTraits::upgrade(int, const Value&) returns std::expected<State, std::string>");
  static_assert(upgrades_event,
                "[machine.upgrade_event] upgrade_event(int, const Value&) returns std::expected<Event, std::string>");
  static_assert(
      upgrades_intent,
      "[machine.upgrade_intent] upgrade_intent(int, const Value&) returns std::expected<Intent, std::string>");
  static_assert(spells_end, "[machine.hook] misspelt, and not called: the name is end");
  static_assert(spells_upgrade,
                "[machine.hook] misspelt, and not called: the name is upgrade, upgrade_event or upgrade_intent");
  return ends && upgrades_state && upgrades_event && upgrades_intent && spells_end && spells_upgrade;
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
