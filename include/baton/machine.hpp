// Machines run durably: a pure machine (baton/pattern/machine.hpp) handed to the engine as it is.
//
//   template <>
//   struct baton::MachineTraits<Payment> {
//     static constexpr int format = 1;                                                   // of what is stored; 1 or more
//     static constexpr std::array states = {"requested", "charging", "charged"};         // names of the alternatives of
//     static constexpr std::array events = {"process", "charged", "declined"};           // State, Event and Intent, in
//     static constexpr std::array intents = {"charge"};                                  // their order
//
//     static std::expected<Payment::State, baton::Problem> start(const baton::Value& input);
//     static baton::MachineRequest request(const Payment::Intent& intent);               // a MachineCall, MachineDelay,
//                                                                                        // MachineChild or MachineEmit
//     static Payment::Event outcome(const Payment::Intent& intent, const baton::CallOutcome& outcome);
//     // optional:
//     static std::optional<baton::MachineEnd> end(const Payment::State& state);          // without it, it never ends;
//                                                                                        // machine_value<Payment>(state)
//     static std::expected<Payment::State, std::string> upgrade(int from, const baton::Value& json);
//     // optional, together: the events of the event log that become the machine's, and in which states it waits for them
//     static constexpr std::tuple topics = {baton::Topic<Payment::Settled>{.type = "bank.settled", .by = "data.payment"}};
//     static baton::Listeners<Payment> listening(const Payment::State& state);           // open.to<Settled>(state.id)
//   };
//
//   auto payments = engine.add_machine<Payment>("payment").or_exit();
//   auto id = payments.start({.input = input, .id = "payment-4711"}).or_exit();
//   payments.send(id, Process{}).or_exit();                       // durable when it returns; NotFound for an unknown id
//   payments.state(id);                                           // Result<Payment::State>
//
// An intent goes to an operator like a workflow's call: after the commit, at least once, under an idempotency key that
// stays the same when it is issued again after a crash. Its outcome comes back as the event that outcome() makes of it. When
// the outcome is unknown and the machine asks for an equal intent again, the key is used again; otherwise it is a new one.
// A child is started once for each intent, under the id that the intent names or one of its own; never is an instance taken over
// that has the id already. Its end comes back like the outcome of a call (MachineChild in baton/detail/any_machine.hpp).
// A machine has ended when end() says so and all its calls and children have been answered; delays that are left are dropped.
//
// What a machine listens to follows from its state: after each event, listening() says it again. A listener that is there already
// stays; what is missing is closed. It takes the events of the log in their order, each once: its place in the log is saved in the
// commit of the transition. It begins where it ended when the machine listened to the same before, or else where the log was when the instance
// started; so what comes while another state does not listen is handled later, as long as the log keeps it. While the instance is suspended, the log
// is the queue. Topics that a new version of the machine adds are listened to from the next event on that the instance handles.
//
// What happens when start(), request(), handle(), outcome(), end(), listening() or a conversion throws, whatever it throws:
//   at the start        nothing is started and the id stays free, as when start() gives a Problem: InvalidArgument
//   at an event sent    the event is refused: Conflict, and `event.refused` in the history; the state stays as it was
//   at an outcome       the instance is suspended, with the reason (find(), list(), history()), and keeps the outcome; resume()
//                       tries it again, and is a Conflict with the reason if that fails again
//   at an event of the  the instance is suspended, with the reason, and the log keeps the event; after a resume() it comes again.
//   log                 So does one whose data cannot be read: give the Topic a `read` that makes an event of that, too
// What it asked for while it handled earlier outcomes goes out though a later one suspends it, also where one resume() handles them all: their
// states are saved. An event that was kept while the instance was suspended, and is refused later, is in the history alone. cancel() asks the machine
// nothing: it works always, also in a program that has not registered the machine.
//
// Stored as JSON: {"charging": {"cents": 500}}, the members as baton/json.hpp converts them (BOOST_DESCRIBE_STRUCT); for
// another shape specialise JsonConverter<Payment::State> and leave `states` out; likewise for events and intents. When the
// format changes, raise `format`: a stored state of an older format goes through upgrade(), intents and events of an older
// format through upgrade_intent() and upgrade_event(), of the same form, or are read as they are if there is none. A state
// that cannot be read quarantines the instance, as it is stored, until recover(id) finds that it can be read, or an engine is
// started with a machine that can do it; until then it can be cancelled and removed. Other instances are not affected. A machine
// is called on the loop's thread, and by find() with a revision on another one: it must return soon, and calling the engine from there is an error (baton/engine.hpp).
#pragma once

#include <baton/detail/any_machine.hpp>
#include <baton/detail/machine_hooks.hpp>
#include <baton/detail/machine_topics.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/engine.hpp>
#include <baton/json.hpp>
#include <baton/pattern/machine.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <exception>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

namespace detail {

// One alternative of a variant as {"name": its members}.
template <class Variant, class Names>
[[nodiscard]] Value write_alternative(const Names& names, const Variant& variant) {
  Value value = std::visit([](const auto& alternative) { return to_value(alternative); }, variant);
  return Value::object({{std::string_view(names[variant.index()]), std::move(value)}});
}

template <class Variant, class Names>
[[nodiscard]] std::expected<Variant, std::string> read_alternative(const Names& names, const Value& json) {
  std::expected<Variant, std::string> read = std::unexpected("it has no member that the machine knows");
  const auto try_each = [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto try_one = [&]<std::size_t Index>() {
      const Value* members = json.find(names[Index]);
      if (members == nullptr) return false;
      auto alternative = from_value<std::variant_alternative_t<Index, Variant>>(*members);
      if (alternative) {
        read = Variant(std::in_place_index<Index>, *std::move(alternative));
      } else {
        read = std::unexpected("'" + std::string(names[Index]) + "': " + alternative.error());
      }
      return true;
    };
    static_cast<void>((... || try_one.template operator()<I>()));
  };
  if (json.is_object() && json.size() == 1) try_each(std::make_index_sequence<std::variant_size_v<Variant>>());
  return read;
}

template <class M>
class TypedMachine final : public AnyMachine {
 public:
  using Traits = MachineTraits<M>;
  using State = typename M::State;
  using Event = typename M::Event;
  using Intent = typename M::Intent;

  [[nodiscard]] int format() const override { return Traits::format; }
  [[nodiscard]] std::string_view type() const override { return pattern::detail::name_of<M>(); }

  [[nodiscard]] std::expected<MachineStep, Problem> start(const Value& input) const override {
    auto started = Traits::start(input);
    if (!started) return std::unexpected(std::move(started).error());
    if constexpr (std::same_as<typename decltype(started)::value_type, State>) {
      return step_of({.next = *std::move(started)});
    } else {
      return step_of(*std::move(started));
    }
  }
  [[nodiscard]] MachineStep handle(const Encoded& state, const Encoded& event) const override {
    return step_of(M::handle(read("state", convert_state(state)), read("event", read_event(event))));
  }
  [[nodiscard]] Value outcome(const Encoded& intent, const CallOutcome& outcome) const override {
    return write_event(Traits::outcome(read("intent", read_intent(intent)), outcome));
  }
  [[nodiscard]] std::span<const MachineTopic> topics() const override {
    if constexpr (listens<M>()) {
      static constexpr auto kTopics = list_of_topics<Traits>();
      return kTopics;
    } else {
      return {};
    }
  }
  [[nodiscard]] Value arrival(std::size_t topic, const CloudEvent& event) const override {
    Value read;
    if constexpr (listens<M>()) {
      std::size_t place = 0;
      const auto try_one = [&](const auto& each) {
        if (place++ == topic) read = write_event(Event(read_arrival<M>(each, event)));
      };
      std::apply([&](const auto&... each) { (try_one(each), ...); }, Traits::topics);
    }
    return read;
  }
  [[nodiscard]] std::expected<Value, std::string> present(const Encoded& state) const override {
    return caught([&]() -> std::expected<Value, std::string> {
      auto present = convert_state(state);
      if (!present) return std::unexpected(std::move(present).error());
      return write_state(*present);
    });
  }

  [[nodiscard]] static Value write_state(const State& state) {
    if constexpr (requires { Traits::states; }) {
      return write_alternative(Traits::states, state);
    } else {
      return to_value(state);
    }
  }
  [[nodiscard]] static std::expected<State, std::string> read_state(const Encoded& state) {
    return caught([&] { return convert_state(state); });
  }
  [[nodiscard]] static Value write_event(const Event& event) {
    if constexpr (requires { Traits::events; }) {
      return write_alternative(Traits::events, event);
    } else {
      return to_value(event);
    }
  }
  [[nodiscard]] static std::expected<Value, std::string> try_write_event(const Event& event) {
    return caught([&]() -> std::expected<Value, std::string> {
      Value json = write_event(event);
      if (const auto back = read_event({.json = json, .format = Traits::format}); !back) {
        return std::unexpected("it could not be read again: " + back.error());
      }
      return json;
    });
  }

 private:
  // Exceptions of the user's conversions end here.
  template <class Convert>
  [[nodiscard]] static std::invoke_result_t<Convert> caught(const Convert& convert) {
    try {
      return convert();
    } catch (const std::exception& exception) {
      return std::unexpected(std::string("its conversion threw: ") + exception.what());
    } catch (...) {
      return std::unexpected("its conversion threw an exception that is not derived from std::exception");
    }
  }
  [[nodiscard]] static std::expected<State, std::string> convert_state(const Encoded& state) {
    if (state.format > Traits::format) return std::unexpected(newer(state.format));
    if constexpr (UpgradesState<Traits, State>) {
      if (state.format < Traits::format) return Traits::upgrade(state.format, state.json);
    }
    if constexpr (requires { Traits::states; }) {
      return read_alternative<State>(Traits::states, state.json);
    } else {
      return from_value<State>(state.json);
    }
  }
  [[nodiscard]] static std::expected<Event, std::string> read_event(const Encoded& event) {
    if (event.format > Traits::format) return std::unexpected(newer(event.format));
    if constexpr (UpgradesEvent<Traits, Event>) {
      if (event.format < Traits::format) return Traits::upgrade_event(event.format, event.json);
    }
    if constexpr (requires { Traits::events; }) {
      return read_alternative<Event>(Traits::events, event.json);
    } else {
      return from_value<Event>(event.json);
    }
  }
  [[nodiscard]] static std::expected<Intent, std::string> read_intent(const Encoded& intent) {
    if (intent.format > Traits::format) return std::unexpected(newer(intent.format));
    if constexpr (UpgradesIntent<Traits, Intent>) {
      if (intent.format < Traits::format) return Traits::upgrade_intent(intent.format, intent.json);
    }
    if constexpr (requires { Traits::intents; }) {
      return read_alternative<Intent>(Traits::intents, intent.json);
    } else {
      return from_value<Intent>(intent.json);
    }
  }
  [[nodiscard]] static Value write_intent(const Intent& intent) {
    if constexpr (requires { Traits::intents; }) {
      return write_alternative(Traits::intents, intent);
    } else {
      return to_value(intent);
    }
  }

  [[nodiscard]] static MachineStep step_of(pattern::Decision<State, Intent> decision) {
    MachineStep step{.state = write_state(decision.next)};
    must_read_back("state", convert_state({.json = step.state, .format = Traits::format}));
    for (const Intent& intent : decision.intents) {
      step.asked.push_back({.intent = write_intent(intent), .request = Traits::request(intent)});
      must_read_back("intent", read_intent({.json = step.asked.back().intent, .format = Traits::format}));
    }
    if constexpr (Ends<Traits, State>) step.end = Traits::end(decision.next);
    if constexpr (listens<M>()) step.listening = Traits::listening(decision.next).all();
    return step;
  }

  // What is stored and cannot be read again would be lost, with all that it stood for: a NaN, or an enumerator without a name.
  template <class T>
  static void must_read_back(const char* what, const std::expected<T, std::string>& value) {
    if (value) return;
    throw std::runtime_error("its new " + std::string(what) + " could not be read again: " + value.error());
  }
  template <class T>
  [[nodiscard]] static T read(const char* what, std::expected<T, std::string> value) {
    if (!value) throw std::runtime_error("the machine cannot read its " + std::string(what) + ": " + value.error());
    return *std::move(value);
  }
  [[nodiscard]] static std::string newer(int format) {
    return "it is in format " + std::to_string(format) + ", newer than the machine's " + std::to_string(Traits::format);
  }
};

}  // namespace detail

// What MachineTraits<M> must provide.
template <class M>
concept DescribesMachine = requires(const typename M::Intent& intent, const CallOutcome& outcome, const Value& input) {
  { MachineTraits<M>::format } -> std::convertible_to<int>;
  MachineTraits<M>::start(input);
  { MachineTraits<M>::request(intent) } -> std::convertible_to<MachineRequest>;
  { MachineTraits<M>::outcome(intent, outcome) } -> std::convertible_to<typename M::Event>;
};

// Identifies an event. If the sender does not know whether the event arrived, it sends it again with the same source and id,
// and the event is handled once. An instance remembers them for 24 hours. Once it has ended, every event is a Conflict, also a repeated one. Each is at most 256 bytes of UTF-8.
struct SendOptions {
  std::string source = {};  // the sender's name, different from that of every other sender
  std::string id = {};  // the event's id, unique for the sender; empty: the event is never recognised as a repetition
};

// The state as it is stored and shown, with the names of MachineTraits. For end(), for example.
template <class M>
[[nodiscard]] Value machine_value(const typename M::State& state) {
  return detail::TypedMachine<M>::write_state(state);
}

// The instances of one machine in an engine: what Engine::add_machine() returns. A handle: copied freely; the engine must
// outlive it. Threading: as the engine's.
template <class M>
class Machines {
 public:
  struct StartOptions {
    Value input = {};
    std::string id = {};  // empty: a random one. Starting an id again with the same input is the same start.
  };

  [[nodiscard]] static Result<Machines> add(detail::MachineHost& host, std::string name) {
    static_assert(pattern::is_machine<M>());
    if constexpr (pattern::Machine<M> && is_described()) {
      auto added = host.add_machine(name, std::make_shared<const detail::TypedMachine<M>>());
      if (!added) return std::unexpected(std::move(added).error());
      return Machines(host, std::move(name));
    } else {
      std::unreachable();  // the compiler has refused it
    }
  }

  // Returns once the start is durable. InvalidArgument if the machine refuses the input: then the id stays free.
  Result<InstanceId> start(const StartOptions& options, const Caller& caller = {}) {
    return host_->start_machine(name_, options.input, options.id, caller);
  }
  // Returns once the machine has handled the event and that is durable; while it is suspended, once the event is kept.
  // NotFound for an unknown id, Conflict if it has ended or the machine throws at the event. A repeated event is handled again,
  // unless the options identify it.
  Result<void> send(const InstanceId& id, const typename M::Event& event, const SendOptions& options = {},
                    const Caller& caller = {}) {
    auto json = detail::TypedMachine<M>::try_write_event(event);
    if (!json) {
      return std::unexpected(
          Error{.kind = Error::Kind::InvalidArgument, .message = "the event cannot be sent: " + json.error()});
    }
    return host_->send_event(name_, id,
                             {.event = {.json = *std::move(json), .format = MachineTraits<M>::format},
                              .source = options.source,
                              .id = options.id},
                             caller);
  }
  // The instance's state; NotFound for an unknown id, and for the id of another machine's instance or of a workflow's.
  Result<typename M::State> state(const InstanceId& id) { return state_in(host_->find_machine(id), id, name_); }
  // The state in a view that was found: of the instance with this id, of the machine with this name.
  static Result<typename M::State> state_in(const Result<InstanceView>& view, const InstanceId& id,
                                            const std::string& name) {
    if (!view) return std::unexpected(view.error());
    const DefinitionName& definition = view->summary.definition;
    if (definition.space != "machine" || definition.name != name) {
      return std::unexpected(Error{.kind = Error::Kind::NotFound,
                                   .message = "there is no instance '" + id.value + "' of the machine '" + name + "'"});
    }
    auto state = detail::TypedMachine<M>::read_state({.json = view->context, .format = MachineTraits<M>::format});
    if (state) return *std::move(state);
    return std::unexpected(
        Error{.kind = Error::Kind::Conflict,
              .message = "the state of the instance '" + id.value + "' cannot be read: " + state.error()});
  }

 private:
  Machines(detail::MachineHost& host, std::string name) : host_(&host), name_(std::move(name)) {}

  // False, after an error that names the rule that MachineTraits<M> breaks.
  [[nodiscard]] static consteval bool is_described() {
    constexpr bool describes = DescribesMachine<M>;
    static_assert(
        describes,
        "[machine.traits] MachineTraits<M> must define format, start(input), request(intent) and outcome(intent, "
        "outcome)");
    if constexpr (describes) {
      return detail::has_sound_traits<M>() && detail::has_sound_hooks<M>() && detail::has_sound_topics<M>();
    }
    return false;
  }

  detail::MachineHost* host_;
  std::string name_;
};

}  // namespace baton BATON_PUBLIC
