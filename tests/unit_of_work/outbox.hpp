// What must hold of an outbox, over each database. A database gives, beside what payments.hpp asks for:
//   using Outbox = …;                          // made from a Unit
//   std::unique_ptr<Unit> another_unit();      // another connection
#pragma once

#include "unit_of_work/payments.hpp"

#include <baton/pattern/outbox.hpp>

#include <boost/describe.hpp>

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::tests {

BOOST_DESCRIBE_STRUCT(Charge, (), (order))

// A processor that recognises keys, and fails as often as it is told.
struct Processor final : pattern::DurableGateway<Charge> {
  std::expected<void, pattern::NotExecuted> execute(const Charge& charge, const IntentKey& key) override {
    ++calls;
    keys.insert(key.value);
    if (failures > 0) {
      --failures;
      return std::unexpected(pattern::NotExecuted{.reason = "busy"});
    }
    if (throws) throw std::runtime_error("no network");
    charged.push_back(charge.order);
    return {};
  }
  std::vector<int> charged;
  std::set<std::string> keys;
  int calls = 0;
  int failures = 0;
  bool throws = false;
};

// A dispatcher with its own connection, and a clock that the test moves.
template <class Database>
struct Dispatcher {
  using Unit = typename Database::Unit;

  Dispatcher(Database& database, Processor& processor, const std::chrono::milliseconds& now)
      : unit(database.another_unit()),
        outbox(*unit),
        dispatcher(outbox, {}, [&now] { return std::chrono::system_clock::time_point(now); }) {
    dispatcher.add<Charge>("cards", processor);
  }
  pattern::Drained drain() { return dispatcher.drain().value(); }

  std::unique_ptr<Unit> unit;
  typename Database::Outbox outbox;
  pattern::OutboxDispatcher dispatcher;
};

template <class Database>
class OutboxTest : public ::testing::Test {
 protected:
  using Unit = typename Database::Unit;
  using Session = typename Unit::Session;

  // Through a connection that is closed again: those of some tests must not be open when they fork.
  void SetUp() override { ASSERT_TRUE(database.another_unit()->create_outbox()); }
  auto pay(int order, std::function<PayResult(Session&)> ends = [](Session&) -> PayResult { return Paid{}; }) {
    return pay_with(database.unit, order, std::move(ends));
  }
  auto pay_with(
      Unit& unit, int order, std::function<PayResult(Session&)> ends = [](Session&) -> PayResult { return Paid{}; }) {
    const pattern::Transactional<Payments<Database>, Unit> payments{.orchestrator = {.ledger = ledger, .cards = boxed},
                                                                    .unit_of_work = unit};
    return payments.run(order, Then<Database>(std::move(ends)));
  }
  // In a process that is killed when it calls `then`. Nothing of it may be open in this one.
  template <class Run>
  static void in_a_process_that_is_killed(const Run& run) {
    const pid_t child = ::fork();
    if (child == 0) {
      run();
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  }

  Database database;
  Ledger<Database> ledger;
  pattern::OutboxGateway<Charge> boxed{"cards"};
  Processor processor;
  std::chrono::milliseconds now{1'000'000};
};
TYPED_TEST_SUITE_P(OutboxTest);

TYPED_TEST_P(OutboxTest, ExecutesInOrderWhatIsCommittedAndNothingElse) {
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  static_cast<void>(this->pay(1));
  static_cast<void>(this->pay(2, [](auto&) -> PayResult { return Refused{}; }));
  static_cast<void>(this->pay(3));
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.executed = 2}));
  EXPECT_EQ(this->processor.charged, (std::vector<int>{1, 3}));
  EXPECT_EQ(this->processor.keys.size(), 2U);
  EXPECT_EQ(dispatcher.drain(), pattern::Drained());
  EXPECT_TRUE(dispatcher.outbox.rows()->empty());
}

TYPED_TEST_P(OutboxTest, ExecutesAfterACrashBetweenCommitAndExecution) {
  this->in_a_process_that_is_killed([this] {
    static_cast<void>(this->pay(1));
    ::kill(::getpid(), SIGKILL);
  });
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.executed = 1}));
  EXPECT_EQ(this->processor.charged, std::vector<int>{1});
}

TYPED_TEST_P(OutboxTest, WritesNothingIfTheProcessDiesBeforeTheCommit) {
  this->in_a_process_that_is_killed([this] {
    static_cast<void>(this->pay(1, [](auto&) -> PayResult {
      ::kill(::getpid(), SIGKILL);
      return Paid{};
    }));
  });
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  EXPECT_EQ(dispatcher.drain(), pattern::Drained());
  EXPECT_EQ(this->database.count_ledger(), 0);
}

TYPED_TEST_P(OutboxTest, ExecutesUnderTheSameKeyWhatADeadDispatcherHadClaimed) {
  struct Killer final : pattern::DurableGateway<Charge> {
    std::expected<void, pattern::NotExecuted> execute(const Charge&, const IntentKey&) override {
      ::kill(::getpid(), SIGKILL);
      return {};
    }
  };
  static_cast<void>(this->pay_with(*this->database.another_unit(), 1));
  this->in_a_process_that_is_killed([this] {
    Dispatcher<TypeParam> dying(this->database, this->processor, this->now);
    Killer killer;
    dying.dispatcher.template add<Charge>("cards", killer);
    static_cast<void>(dying.drain());
  });
  Dispatcher<TypeParam> other(this->database, this->processor, this->now);
  const std::string key = other.outbox.rows()->front().key;
  EXPECT_EQ(other.drain(), pattern::Drained()) << "it is claimed";
  this->now += pattern::OutboxPolicy().lease;
  EXPECT_EQ(other.drain(), (pattern::Drained{.executed = 1}));
  EXPECT_EQ(this->processor.keys, std::set<std::string>{key});
}

// The second dispatcher drains in the middle of the first one's execution.
TYPED_TEST_P(OutboxTest, LetsOneDispatcherAtATimeHaveAGateway) {
  struct Meanwhile final : pattern::DurableGateway<Charge> {
    std::expected<void, pattern::NotExecuted> execute(const Charge& charge, const IntentKey&) override {
      order.push_back(charge.order);
      seen.push_back(other->drain());
      return {};
    }
    std::optional<Dispatcher<TypeParam>> other;
    std::vector<pattern::Drained> seen;
    std::vector<int> order;
  };
  for (int order = 1; order <= 3; ++order) static_cast<void>(this->pay(order));
  Meanwhile meanwhile;
  meanwhile.other.emplace(this->database, this->processor, this->now);
  Dispatcher<TypeParam> first(this->database, this->processor, this->now);
  first.dispatcher.template add<Charge>("cards", meanwhile);
  EXPECT_EQ(first.drain(), (pattern::Drained{.executed = 3}));
  EXPECT_EQ(meanwhile.order, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(meanwhile.seen, std::vector<pattern::Drained>(3));
  EXPECT_EQ(this->processor.calls, 0);
}

TYPED_TEST_P(OutboxTest, TriesAgainAfterADelayThatGrowsAndKeepsTheOrder) {
  using std::chrono::milliseconds;
  this->processor.failures = 2;
  static_cast<void>(this->pay(1));
  static_cast<void>(this->pay(2));
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.failed = 1}));
  this->now += milliseconds(999);
  EXPECT_EQ(dispatcher.drain(), pattern::Drained()) << "not due, and the next one waits for it";
  this->now += milliseconds(1);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.failed = 1}));
  this->now += milliseconds(1999);
  EXPECT_EQ(dispatcher.drain(), pattern::Drained());
  EXPECT_EQ(dispatcher.outbox.rows()->front().last_error, "busy");
  this->now += milliseconds(1);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.executed = 2}));
  EXPECT_EQ(this->processor.charged, (std::vector<int>{1, 2}));
  EXPECT_EQ(this->processor.keys.size(), 2U) << "each under one key";
}

TYPED_TEST_P(OutboxTest, ParksWhatFailsTooOftenUntilItIsReleased) {
  static_cast<void>(this->pay(1));
  static_cast<void>(this->pay(2));
  this->processor.failures = static_cast<int>(pattern::OutboxPolicy().attempts);
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  pattern::Drained all;
  for (std::uint32_t i = 0; i < pattern::OutboxPolicy().attempts; ++i) {
    const pattern::Drained drained = dispatcher.drain();
    all.parked += drained.parked;
    this->now += pattern::OutboxPolicy().longest_delay;
  }
  EXPECT_EQ(all.parked, 1U);
  EXPECT_EQ(this->processor.charged, std::vector<int>{2}) << "it proceeds without the parked one";
  const pattern::OutboxRow parked = dispatcher.outbox.rows()->at(0);
  EXPECT_TRUE(parked.is_parked);
  EXPECT_EQ(parked.attempts, pattern::OutboxPolicy().attempts);
  EXPECT_EQ(parked.last_error, "busy");
  EXPECT_EQ(dispatcher.drain(), pattern::Drained());
  EXPECT_FALSE(*dispatcher.outbox.release(parked.id + 1000));
  EXPECT_TRUE(*dispatcher.outbox.release(parked.id));
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.executed = 1}));
  EXPECT_EQ(this->processor.charged, (std::vector<int>{2, 1}));
}

TYPED_TEST_P(OutboxTest, CountsAnExceptionAsAFailure) {
  static_cast<void>(this->pay(1));
  this->processor.throws = true;
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.failed = 1}));
  EXPECT_EQ(dispatcher.outbox.rows()->front().last_error, "no network");
}

TYPED_TEST_P(OutboxTest, ParksWhatCannotBeReadAndLeavesUnknownGatewaysAlone) {
  auto transaction = std::move(this->database.unit.begin().value());
  ASSERT_TRUE(transaction.session().add_to_outbox({.gateway = "cards", .intent = R"({"order":"x"})"}));
  ASSERT_TRUE(transaction.session().add_to_outbox({.gateway = "other", .intent = R"('; DROP TABLE ledger; --)"}));
  ASSERT_TRUE(transaction.commit());
  Dispatcher<TypeParam> dispatcher(this->database, this->processor, this->now);
  EXPECT_EQ(dispatcher.drain(), (pattern::Drained{.failed = 1, .parked = 1}));
  const auto rows = dispatcher.outbox.rows().value();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(rows[0].last_error.find("/order"), std::string::npos) << rows[0].last_error;
  EXPECT_EQ(rows[1].entry.intent, R"('; DROP TABLE ledger; --)");
  EXPECT_EQ(rows[1].attempts, 0U);
}

TYPED_TEST_P(OutboxTest, CommitsNothingWithoutItsTable) {
  auto transaction = std::move(this->database.unit.begin().value());
  ASSERT_TRUE(TypeParam::execute(transaction.session(), "DROP TABLE baton_outbox"));
  ASSERT_TRUE(transaction.commit());
  EXPECT_TRUE(std::holds_alternative<pattern::TransactionFailed<typename TestFixture::Unit::Error>>(this->pay(1)));
  EXPECT_EQ(this->database.count_ledger(), 0);
}

REGISTER_TYPED_TEST_SUITE_P(OutboxTest, ExecutesInOrderWhatIsCommittedAndNothingElse,
                            ExecutesAfterACrashBetweenCommitAndExecution, WritesNothingIfTheProcessDiesBeforeTheCommit,
                            ExecutesUnderTheSameKeyWhatADeadDispatcherHadClaimed, LetsOneDispatcherAtATimeHaveAGateway,
                            TriesAgainAfterADelayThatGrowsAndKeepsTheOrder, ParksWhatFailsTooOftenUntilItIsReleased,
                            CountsAnExceptionAsAFailure, ParksWhatCannotBeReadAndLeavesUnknownGatewaysAlone,
                            CommitsNothingWithoutItsTable);

}  // namespace baton::tests
