#include "corpus/doubter.hpp"

#include <baton/machine.hpp>

namespace baton::tests {
namespace {

struct Asking {};
BOOST_DESCRIBE_STRUCT(Asking, (), ())
struct Doubting {};
BOOST_DESCRIBE_STRUCT(Doubting, (), ())
struct Told {};
BOOST_DESCRIBE_STRUCT(Told, (), ())

struct Answered {};
BOOST_DESCRIBE_STRUCT(Answered, (), ())
struct Unclear {};
BOOST_DESCRIBE_STRUCT(Unclear, (), ())
struct Poked {};
BOOST_DESCRIBE_STRUCT(Poked, (), ())

struct Ask {};
BOOST_DESCRIBE_STRUCT(Ask, (), ())
struct Doze {};
BOOST_DESCRIBE_STRUCT(Doze, (), ())

struct Doubter {
  using State = std::variant<Asking, Doubting, Told>;
  using Event = std::variant<Answered, Unclear, Poked>;
  using Intent = std::variant<Ask, Doze>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision handle(const State& state, const Event& event) {
    if (std::holds_alternative<Answered>(event)) return {Told{}};
    if (std::holds_alternative<Unclear>(event)) return {Doubting{}, {Doze{}}};
    if (std::holds_alternative<Doubting>(state)) return {Asking{}, {Ask{}}};
    return {state};
  }
};

}  // namespace
}  // namespace baton::tests

namespace baton {

template <>
struct MachineTraits<tests::Doubter> {
  using Doubter = tests::Doubter;

  static constexpr int format = 1;
  static constexpr std::array states = {"asking", "doubting", "told"};
  static constexpr std::array events = {"answered", "unclear", "poked"};
  static constexpr std::array intents = {"ask", "doze"};

  static std::expected<Doubter::Decision, Problem> start(const Value&) {
    return Doubter::Decision{tests::Asking{}, {tests::Ask{}}};
  }
  static MachineRequest request(const Doubter::Intent& intent) {
    if (std::holds_alternative<tests::Doze>(intent)) return MachineDelay{std::chrono::seconds{5}};
    return MachineCall{.function = "oracle.ask", .arguments = {}};
  }
  static Doubter::Event outcome(const Doubter::Intent& intent, const CallOutcome& outcome) {
    if (std::holds_alternative<tests::Doze>(intent)) return tests::Poked{};
    if (std::holds_alternative<CallUnknown>(outcome)) return tests::Unclear{};
    return tests::Answered{};
  }
  static std::optional<MachineEnd> end(const Doubter::State& state) {
    if (std::holds_alternative<tests::Told>(state)) return Value();
    return std::nullopt;
  }
};

}  // namespace baton

namespace baton::tests {

runtime::ProgramPtr doubter_program() {
  static const auto program = std::make_shared<const core::Program>(
      core::machine_program("doubter", std::make_shared<const detail::TypedMachine<Doubter>>()));
  return program;
}

core::Deliver poke() {
  return core::Deliver{.event = detail::TypedMachine<Doubter>::write_event(Poked{}), .source = {}, .id = {}};
}

}  // namespace baton::tests
