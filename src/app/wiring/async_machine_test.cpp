// A machine's instances, awaited.
#include <baton/async_machine.hpp>

#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/describe.hpp>
#include <future>
#include <stdexcept>
#include <string>
#include <variant>

namespace baton::app {
namespace {

// Cannot be written.
struct Unwritable {};

struct Gate {
  struct Closed {
    int pushes = 0;
    BOOST_DESCRIBE_CLASS(Closed, (), (pushes), (), ())
  };
  struct Opened {
    double width = 1;
    BOOST_DESCRIBE_CLASS(Opened, (), (width), (), ())
  };
  struct Push {
    double strength = 1;
    BOOST_DESCRIBE_CLASS(Push, (), (strength), (), ())
  };
  struct Slam {
    Unwritable force;
    BOOST_DESCRIBE_CLASS(Slam, (), (force), (), ())
  };
  struct Rung {
    BOOST_DESCRIBE_CLASS(Rung, (), (), (), ())
  };
  struct Ring {
    BOOST_DESCRIBE_CLASS(Ring, (), (), (), ())
  };
  using State = std::variant<Closed, Opened>;
  using Event = std::variant<Push, Slam, Rung>;
  using Intent = std::variant<Ring>;
  static pattern::Decision<State, Intent> handle(const State& state, const Event& event) {
    const auto* push = std::get_if<Push>(&event);
    return {.next = push != nullptr ? State(Opened{push->strength}) : state, .intents = {}};
  }
};

}  // namespace
}  // namespace baton::app

template <>
struct baton::JsonConverter<baton::app::Unwritable> {
  static Value to(const app::Unwritable&) { throw std::runtime_error("no"); }
  static std::string expected() { return "nothing"; }
  static JsonResult<app::Unwritable> from(const Value&) { return app::Unwritable{}; }
};

template <>
struct baton::MachineTraits<baton::app::Gate> {
  using Gate = baton::app::Gate;
  static constexpr int format = 1;
  static constexpr std::array states = {"closed", "opened"};
  static constexpr std::array events = {"push", "slam", "rung"};
  static constexpr std::array intents = {"ring"};

  static std::expected<Gate::State, Problem> start(const Value&) { return Gate::Closed{}; }
  static MachineRequest request(const Gate::Intent&) { return MachineDelay{.after = Duration{1}}; }
  static Gate::Event outcome(const Gate::Intent&, const CallOutcome&) { return Gate::Rung{}; }
};

namespace baton::app {
namespace {

// Waits for it; the engine is on other threads.
template <class T>
Result<T> result_of(Awaitable<T> request) {
  std::promise<Result<T>> promise;
  std::move(request).then([&](Result<T> result) { promise.set_value(std::move(result)); });
  return promise.get_future().get();
}

TEST(AsyncMachines, StartSendAndReadTheState) {
  Engine engine = Engine::open("memory:").value();
  ASSERT_TRUE(engine.add_machine<Gate>("gate"));
  AsyncEngine async(engine, [](auto resume) { resume(); });
  const AsyncMachines<Gate> gates(async, "gate");
  const auto id = result_of(gates.start({}, "gate-1"));
  ASSERT_TRUE(id) << id.error().message;
  EXPECT_TRUE(std::holds_alternative<Gate::Closed>(result_of(gates.state(*id)).value()));
  ASSERT_TRUE(result_of(gates.send(*id, Gate::Push{2.5})));
  EXPECT_EQ(std::get<Gate::Opened>(result_of(gates.state(*id)).value()).width, 2.5);
}

TEST(AsyncMachines, SayWhyARequestFails) {
  Engine engine = Engine::open("memory:").value();
  ASSERT_TRUE(engine.add_machine<Gate>("gate"));
  AsyncEngine async(engine, [](auto resume) { resume(); });
  const AsyncMachines<Gate> gates(async, "gate");
  const InstanceId nobody{"nobody"};
  EXPECT_EQ(result_of(gates.state(nobody)).error().kind, Error::Kind::NotFound);
  EXPECT_EQ(result_of(gates.send(nobody, Gate::Push{})).error().kind, Error::Kind::NotFound);
  const InstanceId id = engine.run(document("other", "do:\n- a: {set: {x: 1}}\n"), {.input = {}, .id = "x"}).value();
  EXPECT_EQ(result_of(gates.state(id)).error().kind, Error::Kind::NotFound) << "a workflow's instance is no gate";
  EXPECT_EQ(result_of(gates.send(nobody, Gate::Slam{})).error().kind, Error::Kind::InvalidArgument);
}

}  // namespace
}  // namespace baton::app
