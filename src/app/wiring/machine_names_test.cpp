// What is under a machine's name, and what it may decide.
#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>

#include <array>
#include <expected>
#include <limits>
#include <variant>

namespace baton::app {
namespace {

// Reads the root of what is measured, which a negative number does not have.
template <int Kind>
struct Gauge {
  struct Shown {
    double root = 0;
    friend bool operator==(const Shown&, const Shown&) = default;
    BOOST_DESCRIBE_CLASS(Shown, (), (root), (), ())
  };
  struct Measured {
    double number = 0;
    friend bool operator==(const Measured&, const Measured&) = default;
    BOOST_DESCRIBE_CLASS(Measured, (), (number), (), ())
  };
  struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
    BOOST_DESCRIBE_CLASS(Nothing, (), (), (), ())
  };
  using State = std::variant<Shown>;
  using Event = std::variant<Measured>;
  using Intent = std::variant<Nothing>;
  static pattern::Decision<State, Intent> handle(const State&, const Event& event) {
    const double number = std::get<Measured>(event).number;
    return {.next = Shown{number < 0 ? std::numeric_limits<double>::quiet_NaN() : number}, .intents = {}};
  }
};

}  // namespace
}  // namespace baton::app

namespace baton {

template <int Kind>
struct MachineTraits<app::Gauge<Kind>> {
  using Machine = app::Gauge<Kind>;
  static constexpr int format = 1;
  static constexpr std::array states = {"shown"};
  static constexpr std::array events = {"measured"};
  static constexpr std::array intents = {"nothing"};
  static std::expected<typename Machine::State, Problem> start(const Value&) { return typename Machine::Shown{}; }
  static MachineRequest request(const typename Machine::Intent&) { return MachineDelay{Duration{1}}; }
  static typename Machine::Event outcome(const typename Machine::Intent&, const CallOutcome&) { return {}; }
};

}  // namespace baton

namespace baton::app {
namespace {

TEST(MachineOfAName, IsTheOnlyOne) {
  testing::TestEngine engine;
  ASSERT_TRUE(engine.add_machine<Gauge<1>>("gauge"));
  EXPECT_TRUE(engine.add_machine<Gauge<1>>("gauge"));
  EXPECT_EQ(engine.add_machine<Gauge<2>>("gauge").error().kind, Error::Kind::Conflict);
  const auto deployed = engine.deploy(
      "document: {dsl: '1.0.3', namespace: machine, name: gauge, version: '2.0.0'}\ndo: [{a: {set: {x: 1}}}]");
  ASSERT_FALSE(deployed);
  EXPECT_EQ(deployed.error().kind, Error::Kind::InvalidArgument);
}

TEST(MachineOfAName, StoresNothingThatItCannotReadAgain) {
  testing::TestEngine engine;
  auto gauges = engine.add_machine<Gauge<1>>("gauge").value();
  const auto id = gauges.start({.input = {}, .id = "g"}).value();
  ASSERT_TRUE(gauges.send(id, Gauge<1>::Measured{4}));
  EXPECT_FALSE(gauges.send(id, Gauge<1>::Measured{-1}));
  EXPECT_FALSE(gauges.send(id, Gauge<1>::Measured{std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_EQ(std::get<Gauge<1>::Shown>(gauges.state(id).value()).root, 4);
}

}  // namespace
}  // namespace baton::app
