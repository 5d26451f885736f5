#include <baton/unit_of_work/sqlite.hpp>
#include <baton/unit_of_work/sqlite_outbox.hpp>

#include "contract/faulty_disk.hpp"
#include "contract/temporary_directory.hpp"
#include "unit_of_work/outbox.hpp"
#include "unit_of_work/payments.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

namespace baton::tests {
namespace {

using baton::testing::FaultyDisk;
using baton::testing::TemporaryDirectory;

// A connection beside the unit's.
class Connection {
 public:
  explicit Connection(const std::string& path) { sqlite3_open(path.c_str(), &connection_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close_v2(connection_); }

  bool execute(const std::string& sql) {
    return sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  [[nodiscard]] sqlite3* handle() const { return connection_; }

 private:
  sqlite3* connection_ = nullptr;
};

int number(sqlite3* connection, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(connection, sql.c_str(), -1, &statement, nullptr);
  const int result = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
  sqlite3_finalize(statement);
  return result;
}

struct Sqlite {
  using Unit = SqliteUnitOfWork;
  using Outbox = SqliteOutbox;

  Sqlite() { Connection(path).execute(kTables); }
  static bool execute(Unit::Session& session, const std::string& sql) {
    return sqlite3_exec(session.handle(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  [[nodiscard]] int count_ledger() const { return number(Connection(path).handle(), "SELECT count(*) FROM ledger"); }

  [[nodiscard]] std::unique_ptr<Unit> another_unit() const { return std::make_unique<Unit>(path); }

  FaultyDisk disk;
  TemporaryDirectory directory;
  std::string path = directory.file("payments.db");
  Unit unit{path, {.busy_timeout = std::chrono::milliseconds(0)}};
};

// SQLite's foreign keys are off unless a connection asks for them, which it cannot do inside a transaction.
struct SqliteWithForeignKeys : Sqlite {
  SqliteWithForeignKeys() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&enable)); }
  ~SqliteWithForeignKeys() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&enable)); }
  static int enable(sqlite3* connection, char**, const sqlite3_api_routines*) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, UnitOfWorkTest, SqliteWithForeignKeys);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, OutboxTest, Sqlite);

class SqliteUnitOfWorkTest : public UnitOfWorkTest<Sqlite> {};

TEST_F(SqliteUnitOfWorkTest, WritesAheadAndSyncsEveryCommit) {
  auto transaction = database.unit.begin();
  ASSERT_TRUE(transaction);
  EXPECT_EQ(number(transaction->session().handle(), "PRAGMA synchronous"), 2);
  EXPECT_EQ(number(transaction->session().handle(), "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

TEST_F(SqliteUnitOfWorkTest, IsAWriterFromTheStart) {
  ASSERT_TRUE(database.unit.begin()) << "the file is open, and in WAL mode";
  Connection other(database.path);
  ASSERT_TRUE(other.execute("BEGIN IMMEDIATE"));
  const auto outcome = run(1, [](auto&) -> PayResult {
    ADD_FAILURE() << "it has begun";
    return Paid{};
  });
  const SqliteError error = std::get<Failed>(outcome).error;
  EXPECT_EQ(error.code & 0xff, SQLITE_BUSY);
  EXPECT_TRUE(error.try_again);
  EXPECT_FALSE(error.may_be_committed);
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_TRUE(std::holds_alternative<Committed>(run(1, &pay)));
}

TEST_F(SqliteUnitOfWorkTest, RefusesACommitThatIsNotItsOwn) {
  const SqliteError error = fails_and_recovers([](auto& session) -> PayResult {
    EXPECT_FALSE(Sqlite::execute(session, "COMMIT"));
    return Paid{};
  });
  EXPECT_EQ(error.code, SQLITE_ABORT);
  EXPECT_FALSE(error.may_be_committed);
}

TEST_F(SqliteUnitOfWorkTest, LetsNothingCommitItselfAfterSqliteGaveUpTheTransaction) {
  const SqliteError error = fails_and_recovers([](auto& session) -> PayResult {
    EXPECT_FALSE(Sqlite::execute(session, "INSERT OR ROLLBACK INTO ledger (id) VALUES (1)"));
    EXPECT_FALSE(Sqlite::execute(session, "INSERT INTO ledger (id) VALUES (3)"));
    return Paid{};
  });
  EXPECT_EQ(error.code, SQLITE_ABORT);
  EXPECT_FALSE(error.may_be_committed);
}

TEST_F(SqliteUnitOfWorkTest, DoesNotCommitWhileAStatementWrites) {
  sqlite3_stmt* writing = nullptr;
  const auto outcome = run(1, [&](auto& session) -> PayResult {
    sqlite3_prepare_v2(session.handle(), "INSERT INTO ledger (id) VALUES (2), (3) RETURNING id", -1, &writing, nullptr);
    EXPECT_EQ(sqlite3_step(writing), SQLITE_ROW);
    return Paid{};
  });
  EXPECT_FALSE(std::get<Failed>(outcome).error.may_be_committed);
  sqlite3_finalize(writing);
  EXPECT_EQ(database.count_ledger(), 0);
  EXPECT_TRUE(std::holds_alternative<Committed>(run(1, &pay)));
}

TEST_F(SqliteUnitOfWorkTest, ReportsUnknownIfACommitCannotBeSynced) {
  const SqliteError error = fails_and_recovers([this](auto&) -> PayResult {
    database.disk.failing_log_syncs = 1;
    return Paid{};
  });
  EXPECT_EQ(error.code, SQLITE_IOERR_FSYNC);
  EXPECT_TRUE(error.may_be_committed);
}

TEST_F(SqliteUnitOfWorkTest, ReportsUnknownIfTheDiskIsFullDuringACommit) {
  const SqliteError error = fails_and_recovers([this](auto&) -> PayResult {
    database.disk.failing_log_writes = 1;
    return Paid{};
  });
  EXPECT_EQ(error.code, SQLITE_FULL);
  EXPECT_TRUE(error.may_be_committed);
}

TEST_F(SqliteUnitOfWorkTest, OpensTheFileWhenItCan) {
  SqliteUnitOfWork unit(database.directory.file("later/payments.db"));
  const auto too_early = unit.begin();
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().code & 0xff, SQLITE_CANTOPEN);
  std::filesystem::create_directory(database.directory.file("later"));
  EXPECT_TRUE(unit.begin());
}

TEST_F(SqliteUnitOfWorkTest, RefusesADatabaseThatCannotWriteAhead) {
  SqliteUnitOfWork unit(":memory:");
  const auto begun = unit.begin();
  ASSERT_FALSE(begun);
  EXPECT_NE(begun.error().message.find("journal_mode stays memory"), std::string::npos) << begun.error().message;
}

struct Tip {
  double cents = 0;
};
BOOST_DESCRIBE_STRUCT(Tip, (), (cents))

TEST(OutboxGateway, RefusesAnIntentThatCouldNotBeReadAgain) {
  const pattern::OutboxGateway<Tip> tips("tips");
  EXPECT_TRUE(tips.to_outbox(Tip{1.5}));
  EXPECT_THROW(static_cast<void>(tips.to_outbox(Tip{std::numeric_limits<double>::quiet_NaN()})), std::invalid_argument);
}

}  // namespace
}  // namespace baton::tests
