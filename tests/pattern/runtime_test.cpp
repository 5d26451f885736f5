#include <baton/pattern/runtime.hpp>

#include "pattern/door.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>

namespace baton::pattern {
namespace {

using tests::Door;
using tests::Log;

const std::string kId = "front";

struct Doors {
  explicit Doors(Log& into) : log(into) {}

  std::optional<Door::State> load(const std::string& id) {
    log.push_back("load");
    const auto found = states.find(id);
    return found == states.end() ? std::nullopt : std::optional(found->second);
  }
  void save(const std::string& id, const Door::State& state) {
    log.push_back("save");
    states[id] = state;
  }

  Log& log;
  std::map<std::string, Door::State> states = {{kId, Door::Open{}}};
};

struct Bell {
  explicit Bell(Log& into) : log(into) {}
  void execute(const Door::Intent& intent) { log.push_back("tell " + std::get<Door::Tell>(intent).who); }
  Log& log;
};

// Ports that can fail.
struct Broken {
  std::string why;
  friend bool operator==(const Broken&, const Broken&) = default;
};
struct FallibleDoors : Doors {
  using Doors::Doors;
  std::expected<std::optional<Door::State>, Broken> load(const std::string& id) {
    if (breaks_at == "load") return std::unexpected(Broken{"load"});
    return Doors::load(id);
  }
  std::expected<void, Broken> save(const std::string& id, const Door::State& state) {
    if (breaks_at == "save") return std::unexpected(Broken{"save"});
    Doors::save(id, state);
    return {};
  }
  std::string breaks_at;
};
struct FallibleBell {
  explicit FallibleBell(Log& into) : log(into) {}
  std::expected<void, Broken> execute(const Door::Intent& intent) {
    const std::string& who = std::get<Door::Tell>(intent).who;
    if (who == deaf) return std::unexpected(Broken{who});
    log.push_back("tell " + who);
    return {};
  }
  Log& log;
  std::string deaf;
};

// Gateways that answer.
struct Doorbell {
  explicit Doorbell(Log& into) : log(into) {}
  Door::Event execute(const Door::Intent& intent) {
    log.push_back("tell " + std::get<Door::Tell>(intent).who);
    return Door::Heard{std::get<Door::Tell>(intent).who};
  }
  Log& log;
};
struct Intercom {
  explicit Intercom(Log& into) : log(into) {}
  std::expected<std::optional<Door::Event>, Broken> execute(const Door::Intent& intent) {
    const std::string& who = std::get<Door::Tell>(intent).who;
    log.push_back("tell " + who);
    if (who == "cut") return std::unexpected(Broken{who});
    if (who == "nobody") return std::nullopt;
    return Door::Heard{who};
  }
  Log& log;
};

template <class Store, class Gateway>
struct World {
  Log log;
  Store store{log};
  Gateway gateway{log};
  Runtime<Door, Store, Gateway> runtime{.store = store, .gateway = gateway};
};

TEST(Runtime, LoadsHandlesSavesAndExecutesInThisOrder) {
  World<Doors, Bell> world;
  const auto result = world.runtime.run(kId, Door::Close{{"porter", "chief"}});
  static_assert(std::is_same_v<decltype(result), const std::variant<Processed<std::string>, NotFound<std::string>>>);
  EXPECT_EQ(std::get<Processed<std::string>>(result), Processed<std::string>{kId});
  EXPECT_EQ(world.log, (Log{"load", "save", "tell porter", "tell chief"}));
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{}));
}

TEST(Runtime, SaysNotFoundForAnUnknownId) {
  World<Doors, Bell> world;
  const auto result = world.runtime.run(std::string("back"), Door::Close{{"porter"}});
  EXPECT_EQ(std::get<NotFound<std::string>>(result), NotFound<std::string>{"back"});
  EXPECT_EQ(world.log, Log{"load"});
}

TEST(Runtime, SavesAndExecutesNothingIfTheStateCannotBeLoaded) {
  World<FallibleDoors, Bell> world;
  world.store.breaks_at = "load";
  const auto result = world.runtime.run(kId, Door::Close{{"porter"}});
  static_assert(std::is_same_v<decltype(result),
                               const std::variant<Processed<std::string>, NotFound<std::string>, StoreFailed<Broken>>>);
  EXPECT_EQ(std::get<StoreFailed<Broken>>(result).error, Broken{"load"});
  EXPECT_TRUE(has_failed(result));
  EXPECT_EQ(world.log, Log{});
}

TEST(Runtime, ExecutesNothingIfTheStateCannotBeSaved) {
  World<FallibleDoors, Bell> world;
  world.store.breaks_at = "save";
  const auto result = world.runtime.run(kId, Door::Close{{"porter"}});
  EXPECT_EQ(std::get<StoreFailed<Broken>>(result).error, Broken{"save"});
  EXPECT_EQ(world.log, Log{"load"});
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Open{}));
}

TEST(Runtime, NamesTheIntentThatTheGatewayDidNotExecute) {
  World<Doors, FallibleBell> world;
  world.gateway.deaf = "porter";
  const auto result = world.runtime.run(kId, Door::Close{{"chief", "porter", "guest"}});
  using Failed = GatewayFailed<Door::Intent, Broken>;
  EXPECT_EQ(std::get<Failed>(result), (Failed{Door::Tell{"porter"}, Broken{"porter"}}));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell chief"}));
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{}));
}

TEST(Runtime, DistinguishesTheFailuresOfBothPorts) {
  World<FallibleDoors, FallibleBell> world;
  using Result = decltype(world.runtime.run(kId, Door::Close{}));
  static_assert(std::is_same_v<Result, std::variant<Processed<std::string>, NotFound<std::string>, StoreFailed<Broken>,
                                                    GatewayFailed<Door::Intent, Broken>>>);
  EXPECT_FALSE(has_failed(world.runtime.run(kId, Door::Close{})));
  EXPECT_FALSE(has_failed(world.runtime.run(std::string("back"), Door::Close{})));
}

TEST(Runtime, HandlesAnAnswerAsTheNextEvent) {
  World<Doors, Doorbell> world;
  EXPECT_FALSE(has_failed(world.runtime.run(kId, Door::Close{{"porter"}})));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell porter", "load", "save"}));
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{1}));
}

TEST(Runtime, HandlesAnswersInTheOrderInWhichTheyCame) {
  World<Doors, Doorbell> world;
  EXPECT_FALSE(has_failed(world.runtime.run(kId, Door::Close{{"chief", "porter"}})));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell chief", "tell porter",                // the event given
                            "load", "save", "tell first deputy", "tell second deputy",  // the chief heard
                            "load", "save",                                             // the porter
                            "load", "save", "load", "save"}));                          // both deputies
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{4}));
}

TEST(Runtime, GoesOnWithoutAnAnswer) {
  World<Doors, Intercom> world;
  EXPECT_FALSE(has_failed(world.runtime.run(kId, Door::Close{{"nobody", "porter"}})));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell nobody", "tell porter", "load", "save"}));
}

TEST(Runtime, StopsAtTheFirstFailureOfAnAnsweringGateway) {
  World<Doors, Intercom> world;
  const auto result = world.runtime.run(kId, Door::Close{{"porter", "cut", "guest"}});
  EXPECT_EQ((std::get<GatewayFailed<Door::Intent, Broken>>(result).intent), Door::Intent(Door::Tell{"cut"}));
  EXPECT_EQ(world.log, (Log{"load", "save", "tell porter", "tell cut"}));
  EXPECT_EQ(world.store.states.at(kId), Door::State(Door::Closed{}));
}

TEST(Runtime, LetsAPortsExceptionThrough) {
  struct Throwing {
    void execute(const Door::Intent&) { throw std::runtime_error("nobody knows"); }
  } gateway;
  Log log;
  Doors store(log);
  const Runtime<Door, Doors, Throwing> runtime{.store = store, .gateway = gateway};
  EXPECT_THROW(static_cast<void>(runtime.run(kId, Door::Close{{"porter"}})), std::runtime_error);
  EXPECT_EQ(log, (Log{"load", "save"}));
}

TEST(Runtime, TakesAStoreThatLoadsByReference) {
  struct ByReference {
    const std::optional<Door::State>& load(int) const { return state; }
    void save(int, const Door::State& next) { state = next; }
    std::optional<Door::State> state = Door::Open{};
  } store;
  Log log;
  Bell bell(log);
  const Runtime<Door, ByReference, Bell> runtime{.store = store, .gateway = bell};
  EXPECT_EQ(std::get<Processed<int>>(runtime.run(7, Door::Close{{"porter"}})).id, 7);
  EXPECT_EQ(store.state, std::optional<Door::State>(Door::Closed{}));
}

TEST(Runtime, TakesPortsBehindInterfaces) {
  struct StorePort {
    virtual ~StorePort() = default;
    virtual std::optional<Door::State> load(const std::string& id) = 0;
    virtual void save(const std::string& id, const Door::State& state) = 0;
  };
  struct Adapter final : StorePort {
    std::optional<Door::State> load(const std::string&) override { return Door::Open{}; }
    void save(const std::string&, const Door::State& state) override { saved = state; }
    std::optional<Door::State> saved;
  } adapter;
  Log log;
  Bell bell(log);
  const Runtime<Door, StorePort, Bell> runtime{.store = adapter, .gateway = bell};
  EXPECT_FALSE(has_failed(runtime.run(kId, Door::Close{})));
  EXPECT_EQ(adapter.saved, std::optional<Door::State>(Door::Closed{}));
}

}  // namespace
}  // namespace baton::pattern
