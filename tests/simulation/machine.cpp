#include "simulation/machine.hpp"

#include "support/document_generator.hpp"

#include <baton/machine.hpp>

#include <string>
#include <tuple>

namespace baton::tests {
namespace {

struct Climbing {
  std::int64_t rungs = 1;
  int refused = 0;
  std::vector<Value> results;
  std::vector<std::uint64_t> nudged;
  std::uint64_t heard = 0;
};
BOOST_DESCRIBE_STRUCT(Climbing, (), (rungs, refused, results, nudged, heard))
struct Arrived {
  std::vector<Value> results;
  std::vector<std::uint64_t> nudged;
};
BOOST_DESCRIBE_STRUCT(Arrived, (), (results, nudged))
struct Fallen {};
BOOST_DESCRIBE_STRUCT(Fallen, (), ())

struct Reached {
  Value result;
};
BOOST_DESCRIBE_STRUCT(Reached, (), (result))
struct Refused {};
BOOST_DESCRIBE_STRUCT(Refused, (), ())
struct Unclear {};
BOOST_DESCRIBE_STRUCT(Unclear, (), ())
struct Rested {};
BOOST_DESCRIBE_STRUCT(Rested, (), ())
struct Nudged {
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Nudged, (), (number))
struct Blinked {
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Blinked, (), (number))

struct Heard {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Heard, (), (id))

struct Climb {
  std::uint64_t rung = 0;
};
BOOST_DESCRIBE_STRUCT(Climb, (), (rung))
struct Rest {};
BOOST_DESCRIBE_STRUCT(Rest, (), ())
struct Blink {
  std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Blink, (), (number))

struct Shout {
  std::uint64_t rung = 0;
};
BOOST_DESCRIBE_STRUCT(Shout, (), (rung))

struct Ladder {
  using State = std::variant<Climbing, Arrived, Fallen>;
  using Event = std::variant<Reached, Refused, Unclear, Rested, Nudged, Blinked, Heard>;
  using Intent = std::variant<Climb, Rest, Blink, Shout>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision handle(const State& state, const Event& event) {
    if (!std::holds_alternative<Climbing>(state)) return {state};
    return std::visit([&](const auto& happened) { return climb(std::get<Climbing>(state), happened); }, event);
  }

 private:
  static Decision climb(Climbing state, const Reached& reached) {
    state.results.push_back(reached.result);
    if (std::cmp_equal(state.results.size(), state.rungs)) return {Arrived{state.results, state.nudged}};
    const Shout shout{state.results.size()};
    if (state.results.size() % 2 == 1) return {state, {shout, Rest{}}};
    return {state, {Climb{state.results.size()}, shout}};
  }
  static Decision climb(Climbing state, const Refused&) {
    if (++state.refused > 3) return {Fallen{}};
    return {state, {Climb{state.results.size()}}};
  }
  static Decision climb(const Climbing& state, const Unclear&) { return {state, {Climb{state.results.size()}}}; }
  static Decision climb(const Climbing& state, const Rested&) { return {state, {Climb{state.results.size()}}}; }
  static Decision climb(Climbing state, const Nudged& nudged) {
    state.nudged.push_back(nudged.number);
    return {state, {Blink{nudged.number}}};
  }
  static Decision climb(const Climbing& state, const Blinked&) { return {state}; }
  static Decision climb(Climbing state, const Heard&) {
    ++state.heard;
    return {state};
  }
};

}  // namespace
}  // namespace baton::tests

namespace baton {

template <>
struct MachineTraits<tests::Ladder> {
  using Ladder = tests::Ladder;

  static constexpr int format = 1;
  static constexpr std::array states = {"climbing", "arrived", "fallen"};
  static constexpr std::array events = {"reached", "refused", "unclear", "rested", "nudged", "blinked", "heard"};
  static constexpr std::array intents = {"climb", "rest", "blink", "shout"};
  static constexpr std::tuple topics = {
      baton::Topic<tests::Heard>{.type = tests::kEventTypes[0], .by = "subject", .read = [](const CloudEvent& event) {
                                   return tests::Heard{event.id};
                                 }}};

  static std::expected<Ladder::Decision, Problem> start(const Value& input) {
    return Ladder::Decision{
        tests::Climbing{.rungs = *input.as_integer(), .refused = 0, .results = {}, .nudged = {}, .heard = 0},
        {tests::Climb{0}}};
  }
  // Not where it is to rest.
  static Listeners<Ladder> listening(const Ladder::State& state) {
    Listeners<Ladder> open;
    const auto* climbing = std::get_if<tests::Climbing>(&state);
    if (climbing != nullptr && climbing->results.size() % 2 == 0) {
      open.to<tests::Heard>(std::string(tests::ladder_subject(static_cast<std::uint64_t>(climbing->rungs))));
    }
    return open;
  }
  static MachineRequest request(const Ladder::Intent& intent) {
    if (std::holds_alternative<tests::Rest>(intent)) return MachineDelay{tests::kRest};
    if (std::holds_alternative<tests::Blink>(intent)) return MachineDelay{std::chrono::seconds{1}};
    if (const auto* shout = std::get_if<tests::Shout>(&intent)) {
      return MachineEmit{{.type = std::string(tests::kEventTypes[0]),
                          .subject = std::string(tests::ladder_subject(shout->rung)),
                          .data = Value({{"n", static_cast<std::int64_t>(shout->rung)}})}};
    }
    return MachineCall{.function = std::string(tests::kClimb), .arguments = to_value(std::get<tests::Climb>(intent))};
  }
  static Ladder::Event outcome(const Ladder::Intent& intent, const CallOutcome& outcome) {
    if (std::holds_alternative<tests::Rest>(intent)) return tests::Rested{};
    if (const auto* blink = std::get_if<tests::Blink>(&intent)) return tests::Blinked{blink->number};
    if (const auto* success = std::get_if<CallSucceeded>(&outcome)) return tests::Reached{success->output};
    if (std::holds_alternative<CallFailed>(outcome)) return tests::Refused{};
    return tests::Unclear{};
  }
  static std::optional<MachineEnd> end(const Ladder::State& state) {
    if (const auto* arrived = std::get_if<tests::Arrived>(&state)) return to_value(*arrived);
    if (std::holds_alternative<tests::Fallen>(state)) {
      return std::unexpected(make_problem(ProblemKind::Runtime, "refused too often"));
    }
    return std::nullopt;
  }
};

}  // namespace baton

namespace baton::tests {

runtime::ProgramPtr ladder_program() {
  static const auto program = std::make_shared<const core::Program>(
      core::machine_program("ladder", std::make_shared<const detail::TypedMachine<Ladder>>()));
  return program;
}

Value ladder_input(std::uint64_t rungs) {
  return Value::number(static_cast<std::int64_t>(rungs));
}

std::string_view ladder_subject(std::uint64_t rungs) {
  return kEventSubjects[rungs % kEventSubjects.size()];
}

core::Deliver nudge(std::uint64_t number) {
  return core::Deliver{.event = detail::TypedMachine<Ladder>::write_event(Nudged{number}),
                       .source = "client",
                       .id = std::to_string(number)};
}

core::EventBody event_for_ladder(std::uint64_t number) {
  if (number % 3 == 0) {
    return core::Offer{to_value(CloudEvent{.id = "offered " + std::to_string(number),
                                           .source = "/client",
                                           .type = std::string(kEventTypes[0]),
                                           .subject = std::string(ladder_subject(number / 3))})};
  }
  return nudge(number);
}

}  // namespace baton::tests
