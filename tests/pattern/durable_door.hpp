// A machine that the engine could run, for programs whose MachineTraits break one rule: they derive from DoorTraits, and
// declare what is wrong.
#pragma once

#include <baton/machine.hpp>

struct Open {};
struct Closed {};
BOOST_DESCRIBE_STRUCT(Open, (), ())
BOOST_DESCRIBE_STRUCT(Closed, (), ())
struct Push {};
BOOST_DESCRIBE_STRUCT(Push, (), ())
struct Ring {};
BOOST_DESCRIBE_STRUCT(Ring, (), ())
struct Door {
  using State = std::variant<Open, Closed>;
  using Event = std::variant<Push>;
  using Intent = std::variant<Ring>;
  using Decision = baton::pattern::Decision<State, Intent>;
  static Decision handle(const State&, const Event&) { return {Closed{}}; }
};

struct DoorTraits {
  static constexpr int format = 1;
  static constexpr std::array states = {"open", "closed"};
  static constexpr std::array events = {"push"};
  static constexpr std::array intents = {"ring"};
  static std::expected<Door::State, baton::Problem> start(const baton::Value&) { return Open{}; }
  static baton::MachineRequest request(const Door::Intent&) { return baton::MachineCall{"bell.ring"}; }
  static Door::Event outcome(const Door::Intent&, const baton::CallOutcome&) { return Push{}; }
};
