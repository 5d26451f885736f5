// An upgrade of events that does not ask from which format.
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
  static baton::pattern::Decision<State, Intent> handle(const State&, const Event&) { return {Closed{}}; }
};

template <>
struct baton::MachineTraits<Door> {
  static constexpr int format = 1;
  static constexpr std::array states = {"open", "closed"};
  static constexpr std::array events = {"push"};
  static constexpr std::array intents = {"ring"};
  static std::expected<Door::State, Problem> start(const Value&) { return Open{}; }
  static MachineRequest request(const Door::Intent&) { return MachineCall{"bell.ring"}; }
  static std::expected<Door::Event, std::string> upgrade_event(const Value&) { return Push{}; }
  static Door::Event outcome(const Door::Intent&, const CallOutcome&) { return Push{}; }
};

void use(baton::Engine& engine) {
  static_cast<void>(engine.add_machine<Door>("door"));
}
