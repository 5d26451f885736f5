#include <baton/pattern/transactional_runtime.hpp>

#include "door.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace baton::pattern::tests {
namespace {

struct StepUnit {
  struct Error {
    bool may_be_committed = false;
  };
  struct Session {
    using Part = RequestPart;
    std::map<std::string, Door::State> states;
  };
  class Transaction {
   public:
    explicit Transaction(StepUnit& unit) : unit_(&unit), session_{unit.states} {}
    [[nodiscard]] Session& session() { return session_; }
    std::expected<void, Error> commit() {
      if (!unit_->can_commit) return std::unexpected(Error{});
      unit_->states = session_.states;
      return {};
    }

   private:
    StepUnit* unit_;
    Session session_;
  };
  std::expected<Transaction, Error> begin() { return Transaction(*this); }

  std::map<std::string, Door::State> states = {{"front", Door::Open{}}};
  bool can_commit = true;
};
struct NoDisk {
  friend bool operator==(const NoDisk&, const NoDisk&) = default;
};
struct DoorStore {
  using Part = StorePart;
  std::optional<Door::State> load(const std::string& id, StepUnit::Session& session) {
    const auto found = session.states.find(id);
    return found == session.states.end() ? std::nullopt : std::optional(found->second);
  }
  std::expected<void, NoDisk> save(const std::string& id, const Door::State& state, StepUnit::Session& session) {
    if (is_full) return std::unexpected(NoDisk{});
    session.states.insert_or_assign(id, state);
    return {};
  }
  bool is_full = false;
};
struct DoorBell final : IntentGateway<Door::Intent> {
  std::expected<void, NotExecuted> execute(const Door::Intent& intent) override {
    told.push_back(std::get<Door::Tell>(intent).who);
    return {};
  }
  Log told;
};

class TransactionalRuntimeTest : public testing::Test {
 protected:
  using Id = std::string;
  StepUnit unit;
  DoorStore store;
  DoorBell bell;
  const TransactionalRuntime<Door, DoorStore, StepUnit, Id> doors{.orchestrator = {.store = store, .gateway = bell},
                                                                  .unit_of_work = unit};
  using Result = std::variant<Processed<Id>, NotFound<Id>, StoreFailed<NoDisk>>;
};

TEST_F(TransactionalRuntimeTest, CommitsTheStepAndThenExecutesItsIntents) {
  const auto outcome = doors.run(Id("front"), Door::Close{.tell = {"ann", "bob"}});
  EXPECT_EQ(std::get<Committed<Result>>(outcome).result(), Result(Processed<Id>{"front"}));
  EXPECT_EQ(unit.states.at("front"), Door::State(Door::Closed{}));
  EXPECT_EQ(bell.told, (Log{"ann", "bob"}));
}

TEST_F(TransactionalRuntimeTest, SaysNotFound) {
  const auto outcome = doors.run(Id("back"), Door::Close{.tell = {"ann"}});
  EXPECT_EQ(std::get<Committed<Result>>(outcome).result(), Result(NotFound<Id>{"back"}));
  EXPECT_TRUE(bell.told.empty());
}

TEST_F(TransactionalRuntimeTest, ExecutesNothingThatIsNotCommitted) {
  store.is_full = true;
  EXPECT_TRUE(std::holds_alternative<RolledBack<Result>>(doors.run(Id("front"), Door::Close{.tell = {"ann"}})));
  store.is_full = false;
  unit.can_commit = false;
  EXPECT_TRUE(has_failed(doors.run(Id("front"), Door::Close{.tell = {"ann"}})));
  EXPECT_EQ(unit.states.at("front"), Door::State(Door::Open{}));
  EXPECT_TRUE(bell.told.empty());
}

}  // namespace
}  // namespace baton::pattern::tests
