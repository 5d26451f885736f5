#include <baton/unit_of_work/postgres.hpp>
#include <baton/unit_of_work/postgres_outbox.hpp>

#include "support/postgres_server.hpp"
#include "unit_of_work/outbox.hpp"
#include "unit_of_work/payments.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

namespace baton::tests {
namespace {

// One server for all tests of this program.
class Servers final : public ::testing::Environment {
 public:
  void SetUp() override { server.emplace(); }
  void TearDown() override { server.reset(); }
  static inline std::optional<PostgresServer> server;
};
const auto* const kServers = ::testing::AddGlobalTestEnvironment(new Servers);

// What a statement says: its first column of its first row, or "" if there is none, or nothing if it failed.
std::optional<std::string> ask(PGconn* connection, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection, sql.c_str()), &PQclear);
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return "";
  if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return std::nullopt;
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

struct Postgres {
  using Unit = PostgresUnitOfWork;
  using Outbox = PostgresOutbox;

  Postgres() { ask(observer.get(), kTables); }
  static bool execute(Unit::Session& session, const std::string& sql) { return ask(session.handle(), sql).has_value(); }
  [[nodiscard]] int count_ledger() const { return std::stoi(*ask(observer.get(), "SELECT count(*) FROM ledger")); }
  [[nodiscard]] std::unique_ptr<Unit> another_unit() const { return std::make_unique<Unit>(connection); }
  // Ends the session's connection from outside, and returns when it is gone.
  void kill(Unit::Session& session) const {
    const std::string pid = std::to_string(PQbackendPID(session.handle()));
    EXPECT_EQ(ask(observer.get(), "SELECT pg_terminate_backend(" + pid + ", 60000)"), "t");
  }

  std::string connection = Servers::server.value().create_database();
  std::unique_ptr<PGconn, decltype(&PQfinish)> observer{PQconnectdb(connection.c_str()), &PQfinish};
  Unit unit{connection};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, UnitOfWorkTest, Postgres);
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, OutboxTest, Postgres);

class PostgresUnitOfWorkTest : public UnitOfWorkTest<Postgres> {};

TEST_F(PostgresUnitOfWorkTest, ReportsUnknownIfTheConnectionIsLostDuringACommit) {
  const PostgresError error = fails_and_recovers([this](auto& session) -> PayResult {
    database.kill(session);
    return Paid{};
  });
  EXPECT_TRUE(error.may_be_committed);
  EXPECT_TRUE(error.try_again);
}

TEST_F(PostgresUnitOfWorkTest, KnowsThatNothingIsCommittedIfTheConnectionWasLostBefore) {
  const PostgresError error = fails_and_recovers([this](auto& session) -> PayResult {
    database.kill(session);
    EXPECT_FALSE(Postgres::execute(session, "SELECT 1"));
    return Paid{};
  });
  EXPECT_FALSE(error.may_be_committed);
  EXPECT_TRUE(error.try_again);
}

TEST_F(PostgresUnitOfWorkTest, RollsBackAFailureOverALostConnection) {
  const auto outcome = run(1, [this](auto& session) -> PayResult {
    database.kill(session);
    return Refused{};
  });
  EXPECT_TRUE(std::holds_alternative<RolledBack>(outcome));
  EXPECT_TRUE(std::holds_alternative<Committed>(run(2, &pay)));
  EXPECT_EQ(database.count_ledger(), 1);
}

TEST_F(PostgresUnitOfWorkTest, ReplacesAConnectionThatWasLostBetweenTransactions) {
  int lost = 0;
  {
    auto transaction = std::move(database.unit.begin().value());
    lost = PQbackendPID(transaction.session().handle());
  }
  EXPECT_EQ(ask(database.observer.get(), "SELECT pg_terminate_backend(" + std::to_string(lost) + ", 60000)"), "t");
  EXPECT_TRUE(std::holds_alternative<Committed>(run(1, &pay)));
}

TEST_F(PostgresUnitOfWorkTest, KeepsItsConnectionFromTransactionToTransaction) {
  int first = 0;
  int second = 0;
  static_cast<void>(run(1, [&](auto& session) -> PayResult {
    first = PQbackendPID(session.handle());
    return Refused{};
  }));
  static_cast<void>(run(1, [&](auto& session) -> PayResult {
    second = PQbackendPID(session.handle());
    return Paid{};
  }));
  EXPECT_EQ(first, second);
}

// PostgreSQL answers such a COMMIT with success, and rolls back.
TEST_F(PostgresUnitOfWorkTest, ReportsACommitAfterAFailedStatementAsNotCommitted) {
  const PostgresError error = fails_and_recovers([](auto& session) -> PayResult {
    EXPECT_FALSE(Postgres::execute(session, "SELECT 1 / 0"));
    return Paid{};
  });
  EXPECT_FALSE(error.may_be_committed);
  EXPECT_FALSE(error.try_again);
}

TEST_F(PostgresUnitOfWorkTest, NoticesATransactionThatAStatementHasEnded) {
  const auto outcome = run(1, [](auto& session) -> PayResult {
    EXPECT_TRUE(Postgres::execute(session, "COMMIT"));
    return Paid{};
  });
  EXPECT_TRUE(std::get<Failed>(outcome).error.may_be_committed);
  EXPECT_TRUE(cards.charged.empty());
  EXPECT_EQ(database.count_ledger(), 1);
}

TEST_F(PostgresUnitOfWorkTest, DoesNotCommitBesideAStatementThatIsStillRunning) {
  const PostgresError error = fails_and_recovers([](auto& session) -> PayResult {
    EXPECT_EQ(PQsendQuery(session.handle(), "SELECT 1"), 1);
    return Paid{};
  });
  EXPECT_FALSE(error.may_be_committed);
}

// Each of two transactions counts the ledger and writes a row that the other did not count.
template <class Check>
void write_skew(Postgres& database, PostgresOptions options, const Check& check) {
  PostgresUnitOfWork first_unit(database.connection, options);
  PostgresUnitOfWork second_unit(database.connection, options);
  auto first = std::move(first_unit.begin().value());
  auto second = std::move(second_unit.begin().value());
  ASSERT_EQ(ask(first.session().handle(), "SELECT count(*) FROM ledger"), "0");
  ASSERT_EQ(ask(second.session().handle(), "SELECT count(*) FROM ledger"), "0");
  ASSERT_TRUE(Postgres::execute(first.session(), "INSERT INTO ledger (id) VALUES (1)"));
  ASSERT_TRUE(Postgres::execute(second.session(), "INSERT INTO ledger (id) VALUES (2)"));
  ASSERT_TRUE(first.commit());
  check(second.commit());
}

TEST_F(PostgresUnitOfWorkTest, IsSerializable) {
  write_skew(database, {}, [this](const std::expected<void, PostgresError>& committed) {
    ASSERT_FALSE(committed);
    EXPECT_EQ(committed.error().sqlstate, "40001");
    EXPECT_TRUE(committed.error().try_again);
    EXPECT_FALSE(committed.error().may_be_committed);
    EXPECT_EQ(database.count_ledger(), 1);
  });
}

TEST_F(PostgresUnitOfWorkTest, ReadsWhatIsCommittedIfAskedTo) {
  write_skew(database, {.isolation = PostgresIsolation::ReadCommitted},
             [this](const std::expected<void, PostgresError>& committed) {
               EXPECT_TRUE(committed);
               EXPECT_EQ(database.count_ledger(), 2);
             });
}

TEST_F(PostgresUnitOfWorkTest, SaysThatTheServerCannotBeReached) {
  PostgresUnitOfWork unit("host=/nowhere dbname=payments");
  const auto begun = unit.begin();
  ASSERT_FALSE(begun);
  EXPECT_TRUE(begun.error().try_again);
  EXPECT_FALSE(begun.error().may_be_committed);
  EXPECT_NE(begun.error().message.find("/nowhere"), std::string::npos) << begun.error().message;
}

}  // namespace
}  // namespace baton::tests
