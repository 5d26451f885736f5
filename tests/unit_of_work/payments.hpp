// An orchestrator to try units of work with, and what must hold of it over each of them. A database gives
//   using Unit = …;
//   Unit unit;
//   static bool execute(Unit::Session&, const std::string& sql);   // false: it failed
//   int count_ledger();                                            // rows, through another connection
// with a table `ledger(id)` whose ids are unique.
#pragma once

#include <baton/pattern/transactional.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace baton::tests {

struct Charge {
  int order = 0;
};
struct Cards final : pattern::IntentGateway<Charge> {
  std::expected<void, pattern::NotExecuted> execute(const Charge& charge) override {
    charged.push_back(charge.order);
    return {};
  }
  std::vector<int> charged;
};

struct Paid {
  static constexpr bool is_failure = false;
};
struct Refused {
  static constexpr bool is_failure = true;
};
using PayResult = std::variant<Paid, Refused>;

template <class Database>
struct Ledger {
  using Part = pattern::StorePart;
  using Session = typename Database::Unit::Session;
  bool enter(int order, Session& session) {
    return Database::execute(session, "INSERT INTO ledger (id) VALUES (" + std::to_string(order) + ")");
  }
};

// What a test wants to happen after the ledger was written and the charge was asked for. Its answer is the run's result.
template <class Database>
class Then {
 public:
  using Ends = std::function<PayResult(typename Database::Unit::Session&)>;

  explicit Then(Ends ends) : ends_(std::move(ends)) {}
  PayResult ends(typename Database::Unit::Session& session) const { return ends_(session); }

 private:
  Ends ends_;
};

template <class Database>
struct Payments {
  pattern::Dependency<Ledger<Database>> ledger;
  pattern::Dependency<pattern::IntentGateway<Charge>> cards;

  PayResult run(int order, const Then<Database>& then, typename Database::Unit::Session& session) const {
    static_cast<void>(ledger->enter(order, session));
    static_cast<void>(cards->execute(Charge{order}));
    return then.ends(session);
  }
};

template <class Database>
class UnitOfWorkTest : public ::testing::Test {
 protected:
  using Unit = typename Database::Unit;
  using Session = typename Unit::Session;
  using Transaction = pattern::Transactional<Payments<Database>, Unit>;
  using Committed = pattern::Committed<PayResult>;
  using RolledBack = pattern::RolledBack<PayResult>;
  using Failed = pattern::TransactionFailed<typename Unit::Error>;

  static PayResult pay(Session&) { return Paid{}; }
  static PayResult refuse(Session&) { return Refused{}; }

  auto run(int order, std::function<PayResult(Session&)> ends) {
    return payments.run(order, Then<Database>(std::move(ends)));
  }
  // A run fails in this way; nothing of it is kept or executed, and the next one works.
  typename Unit::Error fails_and_recovers(std::function<PayResult(Session&)> ends) {
    const auto outcome = run(1, std::move(ends));
    if (!std::holds_alternative<Failed>(outcome)) throw std::logic_error("it did not fail");
    EXPECT_EQ(database.count_ledger(), 0);
    EXPECT_EQ(cards.charged, std::vector<int>{});
    EXPECT_TRUE(std::holds_alternative<Committed>(run(2, &pay)));
    EXPECT_EQ(database.count_ledger(), 1);
    return std::get<Failed>(outcome).error;
  }

  Database database;
  Ledger<Database> ledger;
  Cards cards;
  Transaction payments{.orchestrator = {.ledger = ledger, .cards = cards}, .unit_of_work = database.unit};
};
TYPED_TEST_SUITE_P(UnitOfWorkTest);

TYPED_TEST_P(UnitOfWorkTest, KeepsWhatASuccessfulRunWroteThenExecutesTheCharge) {
  const auto outcome = this->run(1, [this](auto&) -> PayResult {
    EXPECT_EQ(this->database.count_ledger(), 0) << "not seen by others before the commit";
    EXPECT_TRUE(this->cards.charged.empty()) << "not executed before the commit";
    return Paid{};
  });
  EXPECT_TRUE(std::holds_alternative<typename TestFixture::Committed>(outcome));
  EXPECT_EQ(this->database.count_ledger(), 1);
  EXPECT_EQ(this->cards.charged, std::vector<int>{1});
}

TYPED_TEST_P(UnitOfWorkTest, RollsBackAFailureAndExecutesNoCharge) {
  EXPECT_TRUE(std::holds_alternative<typename TestFixture::RolledBack>(this->run(1, &TestFixture::refuse)));
  EXPECT_EQ(this->database.count_ledger(), 0);
  EXPECT_TRUE(this->cards.charged.empty());
}

TYPED_TEST_P(UnitOfWorkTest, RollsBackAnExceptionAndExecutesNoCharge) {
  const auto fail = [](auto&) -> PayResult { throw std::runtime_error("out of the run"); };
  EXPECT_THROW(static_cast<void>(this->run(1, fail)), std::runtime_error);
  EXPECT_EQ(this->database.count_ledger(), 0);
  EXPECT_TRUE(this->cards.charged.empty());
}

TYPED_TEST_P(UnitOfWorkTest, RunsAgainAfterWhateverCameBefore) {
  static_cast<void>(this->run(1, &TestFixture::refuse));
  static_cast<void>(this->run(1, &TestFixture::pay));
  static_cast<void>(this->run(2, &TestFixture::refuse));
  static_cast<void>(this->run(2, &TestFixture::pay));
  EXPECT_EQ(this->database.count_ledger(), 2);
  EXPECT_EQ(this->cards.charged, (std::vector<int>{1, 2}));
}

TYPED_TEST_P(UnitOfWorkTest, TransactionIsMovedAndNotCopied) {
  using Moved = typename TypeParam::Unit::Transaction;
  static_assert(!std::is_copy_constructible_v<Moved> && !std::is_copy_assignable_v<Moved>);
  static_assert(std::is_nothrow_move_constructible_v<Moved> && std::is_nothrow_move_assignable_v<Moved>);
  static_assert(!std::is_copy_constructible_v<typename TestFixture::Unit>);
  static_assert(!std::is_move_constructible_v<typename TestFixture::Unit>);
  Moved first = std::move(this->database.unit.begin().value());
  ASSERT_TRUE(this->ledger.enter(1, first.session()));
  Moved second = std::move(first);
  EXPECT_TRUE(second.commit());
  EXPECT_EQ(this->database.count_ledger(), 1);
}

TYPED_TEST_P(UnitOfWorkTest, SessionCannotCommitAndIsNotCopied) {
  using Given = typename TestFixture::Session;
  static_assert(!requires(Given& given) { given.commit(); });
  static_assert(!std::is_copy_constructible_v<Given> && !std::is_copy_assignable_v<Given>);
}

TYPED_TEST_P(UnitOfWorkTest, SessionIsOverWithTheCommit) {
  auto transaction = std::move(this->database.unit.begin().value());
  EXPECT_NE(transaction.session().handle(), nullptr);
  EXPECT_TRUE(transaction.commit());
  EXPECT_EQ(transaction.session().handle(), nullptr);
  EXPECT_FALSE(transaction.session().add_to_outbox({.gateway = "cards", .intent = "{}"}));
  EXPECT_FALSE(transaction.commit());
}

TYPED_TEST_P(UnitOfWorkTest, HasOneTransactionAtATime) {
  {
    auto transaction = std::move(this->database.unit.begin().value());
    ASSERT_TRUE(this->ledger.enter(1, transaction.session()));
    EXPECT_FALSE(this->database.unit.begin());
    EXPECT_TRUE(transaction.commit()) << "the first is not disturbed";
  }
  EXPECT_TRUE(this->database.unit.begin());
  EXPECT_EQ(this->database.count_ledger(), 1);
}

TYPED_TEST_P(UnitOfWorkTest, DoesNotCommitWhatADeferredConstraintForbids) {
  const auto error = this->fails_and_recovers([](auto& session) -> PayResult {
    EXPECT_TRUE(TypeParam::execute(session, "INSERT INTO entry (ledger_id) VALUES (4711)"));
    return Paid{};
  });
  EXPECT_FALSE(error.may_be_committed);
  EXPECT_FALSE(error.try_again);
}

REGISTER_TYPED_TEST_SUITE_P(UnitOfWorkTest, KeepsWhatASuccessfulRunWroteThenExecutesTheCharge,
                            RollsBackAFailureAndExecutesNoCharge, RollsBackAnExceptionAndExecutesNoCharge,
                            RunsAgainAfterWhateverCameBefore, TransactionIsMovedAndNotCopied,
                            SessionCannotCommitAndIsNotCopied, SessionIsOverWithTheCommit, HasOneTransactionAtATime,
                            DoesNotCommitWhatADeferredConstraintForbids);

// The tables of every database.
inline constexpr const char* kTables =
    "CREATE TABLE ledger (id INTEGER PRIMARY KEY);"
    "CREATE TABLE entry (ledger_id INTEGER REFERENCES ledger (id) DEFERRABLE INITIALLY DEFERRED)";

}  // namespace baton::tests
