// The Runtime over ports that are coroutines or other awaitables.
#include <baton/pattern/runtime.hpp>

#include "pattern/door.hpp"

#include <gtest/gtest.h>

#include <coroutine>
#include <memory>
#include <stdexcept>

namespace baton::pattern {
namespace {

using tests::Door;
using tests::Log;

const std::string kId = "front";

struct Broken {
  std::string why;
  friend bool operator==(const Broken&, const Broken&) = default;
};

// Goes on when the test says so.
struct Gate {
  struct Awaiter {
    Gate& gate;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const noexcept { gate.waiting = handle; }
    void await_resume() const noexcept {}
  };
  Awaiter pass() { return Awaiter{*this}; }
  void open() { std::exchange(waiting, nullptr).resume(); }

  std::coroutine_handle<> waiting;
};

struct AwaitedDoors {
  Async<std::optional<Door::State>> load(std::string id) {
    log.push_back("load");
    co_await gate.pass();
    const auto found = states.find(id);
    co_return found == states.end() ? std::nullopt : std::optional(found->second);
  }
  Async<void> save(std::string id, Door::State state) {
    log.push_back("save");
    co_await gate.pass();
    states[id] = state;
  }

  Log& log;
  Gate& gate;
  std::map<std::string, Door::State> states = {{kId, Door::Open{}}};
};
struct AwaitedBell {
  Async<std::expected<std::optional<Door::Event>, Broken>> execute(Door::Intent intent) {
    const std::string who = std::get<Door::Tell>(intent).who;
    log.push_back("tell " + who);
    co_await gate.pass();
    if (who == "bomb") throw std::runtime_error("nobody knows");
    if (who == "cut") co_return std::unexpected(Broken{who});
    co_return Door::Heard{who};
  }

  Log& log;
  Gate& gate;
};

using Result = std::variant<Processed<std::string>, NotFound<std::string>, GatewayFailed<Door::Intent, Broken>>;

struct World {
  Log log;
  Gate gate;
  AwaitedDoors store{.log = log, .gate = gate};
  AwaitedBell gateway{.log = log, .gate = gate};
  std::optional<std::expected<Result, std::exception_ptr>> result;

  void start(const std::string& id, const Door::Event& event) {
    Async<Result> run = Runtime<Door, AwaitedDoors, AwaitedBell>{.store = store, .gateway = gateway}.run(id, event);
    EXPECT_EQ(log, Log{}) << "it starts when it is awaited";
    std::move(run).start([this](auto ended) { result = std::move(ended); });
  }
  void finish() {
    while (gate.waiting) gate.open();
  }
};

TEST(AwaitingRuntime, AwaitsEachPortBeforeItContinues) {
  World world;
  world.start(kId, Door::Close{{"porter"}});
  EXPECT_EQ(world.log, Log{"load"});
  world.gate.open();
  EXPECT_EQ(world.log, (Log{"load", "save"}));
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Open{}));
  world.gate.open();
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{}));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell porter"}));
  EXPECT_FALSE(world.result);
  world.finish();
  EXPECT_EQ(world.log, (Log{"load", "save", "tell porter", "load", "save"}));
  EXPECT_EQ(world.result->value(), Result(Processed<std::string>{kId}));
}

// The Runtime, the id and the event are temporaries of start(): its coroutine has copies.
TEST(AwaitingRuntime, OutlivesTheRuntimeAndTheArguments) {
  World world;
  world.start(std::string(100, 'x'), Door::Close{{std::string(100, 'y')}});
  world.finish();
  EXPECT_EQ(world.result->value(), Result(NotFound<std::string>{std::string(100, 'x')}));
}

TEST(AwaitingRuntime, NamesTheIntentThatTheGatewayDidNotExecute) {
  World world;
  world.start(kId, Door::Close{{"chief", "cut"}});
  world.finish();
  EXPECT_EQ(world.result->value(), Result(GatewayFailed<Door::Intent, Broken>{Door::Tell{"cut"}, Broken{"cut"}}));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell chief", "tell cut"}));
}

TEST(AwaitingRuntime, CarriesAPortsException) {
  World world;
  world.start(kId, Door::Close{{"bomb"}});
  world.finish();
  ASSERT_TRUE(world.result);
  ASSERT_FALSE(*world.result);
  EXPECT_THROW(std::rethrow_exception(world.result->error()), std::runtime_error);
}

// One awaited port is enough; the others may answer at once, and awaitables need not be Baton's.
struct Ready {
  std::expected<void, Broken> answer;
  struct Awaiter {
    std::expected<void, Broken> answer;
    [[nodiscard]] bool await_ready() const noexcept { return true; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    [[nodiscard]] std::expected<void, Broken> await_resume() const { return answer; }
  };
  Awaiter operator co_await() const { return Awaiter{answer}; }
};

TEST(AwaitingRuntime, MixesPortsThatAnswerAtOnceWithAwaitedOnes) {
  struct Doors {
    std::expected<std::optional<Door::State>, Broken> load(int) { return Door::Open{}; }
    Ready save(int, const Door::State&) { return Ready{answer}; }
    std::expected<void, Broken> answer;
  } store;
  struct Bell {
    void execute(const Door::Intent&) { ++told; }
    int told = 0;
  } bell;
  const Runtime<Door, Doors, Bell> runtime{.store = store, .gateway = bell};
  using Mixed = std::variant<Processed<int>, NotFound<int>, StoreFailed<Broken>>;
  std::optional<Mixed> result;
  const auto keep = [&](std::expected<Mixed, std::exception_ptr> ended) { result = ended.value(); };

  runtime.run(7, Door::Close{{"porter", "chief"}}).start(keep);
  EXPECT_EQ(result, std::optional(Mixed(Processed<int>{7})));
  EXPECT_EQ(bell.told, 2);

  store.answer = std::unexpected(Broken{"disk"});
  runtime.run(7, Door::Close{{"porter"}}).start(keep);
  EXPECT_EQ(result, std::optional(Mixed(StoreFailed<Broken>{Broken{"disk"}})));
  EXPECT_EQ(bell.told, 2);
}

}  // namespace
}  // namespace baton::pattern
