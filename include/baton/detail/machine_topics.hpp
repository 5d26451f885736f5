// What a machine listens to: the events of the event log that become events of the machine, and in which states.
#pragma once

#include <baton/cloud_event.hpp>
#include <baton/detail/any_machine.hpp>
#include <baton/detail/machine_hooks.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/json.hpp>
#include <baton/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

// Events of the event log that become the machine's event E.
//
//   baton::Topic<Paid>{.type = "com.shop.order.paid", .by = "data.order"}
template <class E>
struct Topic {
  using Event = E;

  std::string_view type;  // the `type` of the CloudEvents, literally
  std::string_view by =
      {};  // where they have what a listener compares: "subject", "data.order.id"; empty: it takes all of this type
  // Makes the machine's event of it. None: baton/json.hpp converts its data.
  E (*read)(const CloudEvent& event) = nullptr;
};

namespace detail {

template <class T>
inline constexpr bool is_topic = false;
template <class E>
inline constexpr bool is_topic<Topic<E>> = true;
template <class T>
inline constexpr bool is_topics = false;
template <class... Topics>
inline constexpr bool is_topics<std::tuple<Topics...>> = (is_topic<Topics> && ...);

template <class Traits>
concept HasTopics = requires { Traits::topics; };
template <class Traits>
using TopicsOf = std::remove_cvref_t<decltype(Traits::topics)>;
template <class E, class Variant>
inline constexpr bool is_alternative = false;
template <class E, class... Alternatives>
inline constexpr bool is_alternative<E, std::variant<Alternatives...>> = (std::same_as<E, Alternatives> || ...);

// The machine's topics in a list, in their order.
template <class Traits>
consteval auto list_of_topics() {
  return std::apply(
      [](const auto&... topics) {
        return std::array<MachineTopic, sizeof...(topics)>{MachineTopic{.type = topics.type, .by = topics.by}...};
      },
      Traits::topics);
}
template <class Traits, class E>
consteval auto leads_to() {
  return []<class... Topics>(std::type_identity<std::tuple<Topics...>>) {
    return std::array<bool, sizeof...(Topics)>{std::same_as<typename Topics::Event, E>...};
  }(std::type_identity<TopicsOf<Traits>>());
}

// Of how many topics is E the event?
template <class Traits, class E>
consteval std::size_t topics_of() {
  std::size_t count = 0;
  for (const bool is_one : leads_to<Traits, E>()) count += is_one ? 1 : 0;
  return count;
}
template <class Traits, class E>
consteval bool all_compare(bool compare) {
  constexpr auto topics = list_of_topics<Traits>();
  constexpr auto is_one = leads_to<Traits, E>();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    if (is_one[i] && topics[i].by.empty() == compare) return false;
  }
  return true;
}

// An attribute's name, "data", or a path into the data.
consteval bool names_a_place(std::string_view by) {
  const bool is_data = by.starts_with("data.");
  if (!is_data) {
    for (const char c : by) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return false;
    }
    return true;
  }
  char before = 0;
  for (const char c : by) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || (c == '.' && before == '.')) return false;
    before = c;
  }
  return before != '.';
}
template <class Traits>
consteval bool topics_name_places() {
  for (const MachineTopic& topic : list_of_topics<Traits>()) {
    if (topic.type.empty() || !names_a_place(topic.by)) return false;
  }
  return true;
}
template <class Traits>
consteval bool topics_differ() {
  const auto topics = list_of_topics<Traits>();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (topics[i] == topics[j]) return false;
    }
  }
  return true;
}
template <class M>
consteval bool topics_lead_to_events() {
  return []<class... Topics>(std::type_identity<std::tuple<Topics...>>) {
    return (is_alternative<typename Topics::Event, typename M::Event> && ...);
  }(std::type_identity<TopicsOf<MachineTraits<M>>>());
}

}  // namespace detail

// What a machine listens to in one state.
//
//   baton::Listeners<Shipping> open;
//   if (const auto* waiting = std::get_if<Waiting>(&state)) open.to<Paid>(waiting->order).to<Recalled>();
template <class M>
class Listeners {
 public:
  // To events of the topics that lead to E.
  template <class E>
  Listeners& to() {
    check<E, false>();
    return add<E>(Value());
  }
  // To those of them that have `value` where `by` says. It is converted by baton/json.hpp, and must not be null.
  template <class E, class T>
  Listeners& to(const T& value) {
    check<E, true>();
    return add<E>(to_value(value));
  }

  [[nodiscard]] const std::vector<detail::MachineStep::Listening>& all() const { return all_; }

 private:
  template <class E, bool compares>
  static consteval void check() {
    using Traits = MachineTraits<M>;
    constexpr bool has_topic = detail::topics_of<Traits, E>() > 0;
    static_assert(has_topic, "[machine.listener] a machine listens to events of its topics: to<E>() needs a Topic<E>");
    constexpr bool agrees = detail::all_compare<Traits, E>(compares);
    static_assert(agrees,
                  "[machine.listener_value] to<E>(value) is for topics with `by`, to<E>() for those without it");
  }
  template <class E>
  Listeners& add(Value value) {
    constexpr auto is_one = detail::leads_to<MachineTraits<M>, E>();
    for (std::size_t i = 0; i < is_one.size(); ++i) {
      if (is_one[i]) all_.push_back({.topic = i, .value = value});
    }
    return *this;
  }

  std::vector<detail::MachineStep::Listening> all_;
};

namespace detail {

template <class Traits>
concept HasConstantTopics = is_topics<TopicsOf<Traits>> &&
                            requires { typename std::integral_constant<std::size_t, list_of_topics<Traits>().size()>; };
template <class M>
concept SaysWhatItListensTo = requires(const typename M::State& state) {
  { MachineTraits<M>::listening(state) } -> std::same_as<Listeners<M>>;
};
template <class Traits>
concept HasListening = requires { &Traits::listening; };
template <class Traits>
concept MisspellsTopics = requires { Traits::topic; } || requires { Traits::listens; } || requires {
  &Traits::listens_to;
} || requires { &Traits::listen; } || requires { &Traits::listeners; };

template <class M>
consteval bool listens() {
  return HasTopics<MachineTraits<M>>;
}

// False, after an error that names the rule that is broken.
template <class M>
consteval bool has_sound_topics() {
  using Traits = MachineTraits<M>;
  constexpr bool spells_topics = !MisspellsTopics<Traits>;
  static_assert(spells_topics, "[machine.hook] misspelt, and not used: the names are topics and listening");
  if constexpr (!HasTopics<Traits>) {
    constexpr bool has_no_listening = !HasListening<Traits>;
    static_assert(has_no_listening,
                  "[machine.listening] a machine that listens has topics too: a constexpr std::tuple");
    return spells_topics && has_no_listening;
  } else {
    constexpr bool has_topics = HasConstantTopics<Traits>;
    static_assert(has_topics, "[machine.topics] topics is a constexpr std::tuple of baton::Topic<E>");
    if constexpr (has_topics) {
      constexpr bool says = SaysWhatItListensTo<M>;
      static_assert(says, "[machine.listening] listening(const State&) returns the baton::Listeners<M> of a state");
      constexpr bool leads = topics_lead_to_events<M>();
      static_assert(leads, "[machine.topic_event] the E of a Topic<E> is one of the machine's events");
      constexpr bool names = topics_name_places<Traits>();
      static_assert(names, "[machine.topic] a Topic has a type, and `by` is an attribute's name or data.MEMBER");
      constexpr bool differ = topics_differ<Traits>();
      static_assert(differ, "[machine.same_topic] each Topic differs from the others in its type or in `by`");
      return spells_topics && says && leads && names && differ;
    }
    return false;
  }
}

// The machine's event that an event of a topic becomes.
template <class M, class E>
[[nodiscard]] E read_arrival(const Topic<E>& topic, const CloudEvent& event) {
  if (topic.read != nullptr) return topic.read(event);
  auto read = from_value<E>(event.data.value_or(Value()));
  if (!read) {
    throw std::runtime_error("the data of an event '" + event.type + "' cannot be read: " + read.error());
  }
  return *std::move(read);
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
