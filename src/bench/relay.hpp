// The machine that is measured: it calls `bench.step` this many times, one after the other, and ends.
#pragma once

#include <baton/machine.hpp>

#include <boost/describe.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

namespace baton::bench {

struct Relay {
  struct Running {
    std::int64_t left = 0;  // calls, with the one that is open
  };
  struct Answered {};
  struct Step {
    std::int64_t number = 0;
  };
  using State = std::variant<Running>;
  using Event = std::variant<Answered>;
  using Intent = std::variant<Step>;

  static pattern::Decision<State, Intent> run(std::int64_t left) {
    pattern::Decision<State, Intent> decision{.next = Running{left}};
    if (left > 0) decision.intents.emplace_back(Step{left});
    return decision;
  }
  static pattern::Decision<State, Intent> handle(const State& state, const Event& /*answered*/) {
    return run(std::get<Running>(state).left - 1);
  }
};
BOOST_DESCRIBE_STRUCT(Relay::Running, (), (left))
BOOST_DESCRIBE_STRUCT(Relay::Answered, (), ())
BOOST_DESCRIBE_STRUCT(Relay::Step, (), (number))

}  // namespace baton::bench

template <>
struct baton::MachineTraits<baton::bench::Relay> {
  using Relay = bench::Relay;
  static constexpr int format = 1;
  static constexpr std::array states = {"running"};
  static constexpr std::array events = {"answered"};
  static constexpr std::array intents = {"step"};

  // The input: how many calls.
  static std::expected<pattern::Decision<Relay::State, Relay::Intent>, Problem> start(const Value& input) {
    return Relay::run(input.as_integer().value_or(0));
  }
  static MachineRequest request(const Relay::Intent& intent) {
    return MachineCall{.function = "bench.step", .arguments = Value::number(std::get<Relay::Step>(intent).number)};
  }
  static Relay::Event outcome(const Relay::Intent& /*intent*/, const CallOutcome& /*outcome*/) {
    return Relay::Answered{};
  }
  static std::optional<MachineEnd> end(const Relay::State& state) {
    if (std::get<Relay::Running>(state).left > 0) return std::nullopt;
    return MachineEnd(Value());
  }
};
