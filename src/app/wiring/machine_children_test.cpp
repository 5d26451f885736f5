// Machines that start children, through the public headers.
#include "app/wiring/test_support.hpp"

#include <baton/machine.hpp>
#include <baton/testing.hpp>

#include <gtest/gtest.h>
#include <contract/temporary_directory.hpp>

namespace baton::app {
namespace {

struct Batch {
  struct Working {
    std::vector<std::string> done;
    BOOST_DESCRIBE_CLASS(Working, (), (done), (), ())
  };
  struct Ship {
    std::string id;
    bool await = true;
    BOOST_DESCRIBE_CLASS(Ship, (), (id, await), (), ())
  };
  struct Shipped {
    std::string how;
    BOOST_DESCRIBE_CLASS(Shipped, (), (how), (), ())
  };
  using State = std::variant<Working>;
  using Event = std::variant<Ship, Shipped>;
  using Intent = std::variant<Ship>;
  using Decision = pattern::Decision<State, Intent>;

  static Decision handle(const State& state, const Event& event) {
    if (const auto* ship = std::get_if<Ship>(&event)) return {state, {*ship}};
    Working next = std::get<Working>(state);
    next.done.push_back(std::get<Shipped>(event).how);
    return {next};
  }
};

}  // namespace
}  // namespace baton::app

namespace baton {

template <>
struct MachineTraits<app::Batch> {
  static constexpr int format = 1;
  static constexpr std::array states = {"working"};
  static constexpr std::array events = {"ship", "shipped"};
  static constexpr std::array intents = {"ship"};

  static std::expected<app::Batch::State, Problem> start(const Value&) { return app::Batch::Working{}; }
  static MachineRequest request(const app::Batch::Intent& intent) {
    const auto& ship = std::get<app::Batch::Ship>(intent);
    return MachineChild{.workflow = {"shop", "ship", ""}, .input = {}, .id = ship.id, .await = ship.await};
  }
  static app::Batch::Event outcome(const app::Batch::Intent&, const CallOutcome& outcome) {
    if (const auto* success = std::get_if<CallSucceeded>(&outcome))
      return app::Batch::Shipped{to_json(success->output)};
    return app::Batch::Shipped{std::to_string(std::get<CallFailed>(outcome).problem.status)};
  }
};

}  // namespace baton

namespace baton::app {
namespace {

class MachineWithChildren : public ::testing::Test {
 protected:
  MachineWithChildren() {
    engine_.deploy(document("ship", "do:\n- go: {call: truck.go}\n")).value();
    id_ = batches_.start({.id = "b"}).value();
  }
  [[nodiscard]] std::vector<std::string> done() { return std::get<Batch::Working>(batches_.state(id_).value()).done; }

  testing::TestEngine engine_;
  Machines<Batch> batches_ = engine_.add_machine<Batch>("batch").value();
  InstanceId id_;
};

TEST_F(MachineWithChildren, LearnsHowTheyEnded) {
  engine_.on("truck.go").returns(json("1"));
  ASSERT_TRUE(batches_.send(id_, Batch::Ship{.id = "ship-1"}));
  ASSERT_TRUE(batches_.send(id_, Batch::Ship{.id = "ship-1"}));
  ASSERT_TRUE(batches_.send(id_, Batch::Ship{.id = "", .await = false}));
  engine_.run_until_idle();
  EXPECT_EQ(done(), (std::vector<std::string>{"409", "null", "1"}));
  EXPECT_EQ(engine_.find({"ship-1"})->summary.parent, id_);
}

TEST(FamilyOfAMachine, HasTheChildrenThatItHasNamedToo) {
  const testing::TemporaryDirectory directory;
  for (const std::string& url : {std::string("memory:"), "sqlite:" + directory.file("baton.db")}) {
    Engine engine = Engine::open(url).value();
    auto batches = engine.add_machine<Batch>("batch").value();
    engine.deploy(document("ship", "do:\n- go: {wait: PT1H}\n")).value();
    const InstanceId id = batches.start({.id = "b"}).value();
    ASSERT_TRUE(batches.send(id, Batch::Ship{.id = "ship-1"}));
    ASSERT_TRUE(batches.send(id, Batch::Ship{}));
    EXPECT_TRUE(bounded([&] {
      while (engine.unfinished(id)->size() < 3) std::this_thread::yield();
      return true;
    }));
    ASSERT_TRUE(engine.cancel(id));
    ASSERT_TRUE(engine.wait({"ship-1"}));
    EXPECT_EQ(engine.find({"ship-1"})->summary.status, Status::Cancelled);
  }
}

}  // namespace
}  // namespace baton::app
