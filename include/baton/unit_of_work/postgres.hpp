// PostgresUnitOfWork: transactions over one connection to PostgreSQL, for baton/pattern/transactional.hpp. Include it where
// libpq is linked (`target_link_libraries(… PostgreSQL::PostgreSQL)`); Baton's package does not link it for you.
//
//   baton::PostgresUnitOfWork unit("host=db dbname=payments connect_timeout=5");   // connects at the first begin()
//   const baton::pattern::Transactional<PaymentOrchestrator, baton::PostgresUnitOfWork> payments{
//       .orchestrator = {.store = store, .gateway = gateway}, .unit_of_work = unit};
//   // in the store: PQexecParams(session.handle(), …)
//
// Transactions are serializable by default: the outcome is as if they ran one after the other. One that conflicts with
// another fails and can be tried again. Durable as the server is configured (`fsync`, `synchronous_commit`).
//
// Only Transaction::commit() may end a transaction. A COMMIT or ROLLBACK in a store's SQL cannot be prevented here; it is
// detected unless another transaction was begun after it.
//
// What can go wrong, and the state afterwards:
//   begin()   the server cannot be reached, or refuses (libpq does not say which): try again, unless it never worked.
//             A connection that was lost since the last transaction is replaced silently.
//   commit()  the connection was known to be lost: not committed. Try again.
//             the connection is lost during the commit: unknown, `may_be_committed`. Check first, then try again.
//             serialization failure, deadlock: not committed. Try again.
//             a deferred constraint does not hold: not committed.
//             an earlier statement had failed: not committed, although PostgreSQL answers such a COMMIT with success.
//             the transaction had already ended: a statement ended it, `may_be_committed`.
//             a statement is still running, or its results were not read: not committed; the connection is closed.
// After a commit that failed the transaction is over, and what is not committed is rolled back.
//
// Threading: one transaction at a time, on one thread at a time; a unit for each thread. Ownership: the unit outlives its
// transactions. A transaction that is destroyed without commit() rolls back. Calls wait for the server: limit that by
// connect_timeout and tcp_user_timeout in the connection string, and by the server's statement_timeout.
#pragma once

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/outbox_entry.hpp>

#include <libpq-fe.h>

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

struct PostgresError {
  std::string message;
  std::string sqlstate = {};  // five characters if the server sent it, otherwise empty
  bool may_be_committed = false;
  bool try_again = false;  // nothing is wrong with the transaction

  friend bool operator==(const PostgresError&, const PostgresError&) = default;
};

enum class PostgresIsolation { Serializable, ReadCommitted };

struct PostgresOptions {
  PostgresIsolation isolation = PostgresIsolation::Serializable;
};

class PostgresUnitOfWork {
 public:
  using Error = PostgresError;

  // What an orchestrator and its stores get: they read and write, and cannot commit.
  class Session {
   public:
    using Part = pattern::RequestPart;

    // For reading and writing. It is null once the transaction has ended.
    [[nodiscard]] PGconn* handle() const noexcept { return unit_ == nullptr ? nullptr : unit_->connection_.get(); }

    // Writes an intent to the outbox, in this transaction (baton/pattern/outbox.hpp). The table must be there.
    [[nodiscard]] std::expected<void, Error> add_to_outbox(const pattern::OutboxEntry& entry);

   private:
    friend PostgresUnitOfWork;
    explicit Session(PostgresUnitOfWork* unit) noexcept : unit_(unit) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() = default;

    PostgresUnitOfWork* unit_;
  };

  // Destroyed without commit(), it rolls back.
  class Transaction {
   public:
    Transaction(Transaction&& other) noexcept : session_(std::exchange(other.session_.unit_, nullptr)) {}
    Transaction& operator=(Transaction&& other) noexcept {
      std::swap(session_.unit_, other.session_.unit_);
      return *this;
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
      if (session_.unit_ != nullptr) session_.unit_->roll_back();
    }

    [[nodiscard]] Session& session() noexcept { return session_; }

    // Makes the work of this transaction durable. Call it once.
    [[nodiscard]] std::expected<void, Error> commit() {
      if (session_.unit_ == nullptr) {
        return std::unexpected(Error{.message = "the transaction has already ended"});
      }
      return std::exchange(session_.unit_, nullptr)->commit();
    }

   private:
    friend PostgresUnitOfWork;
    explicit Transaction(PostgresUnitOfWork& unit) noexcept : session_(&unit) {}

    Session session_;
  };

  // The table of the outbox, which add_to_outbox() needs: docs/formats/outbox.md. It is made unless it is there.
  [[nodiscard]] std::expected<void, Error> create_outbox() {
    auto transaction = begin();
    if (!transaction) return std::unexpected(std::move(transaction).error());
    const Result made = execute(kOutboxTable);
    if (PQresultStatus(made.get()) != PGRES_COMMAND_OK) return std::unexpected(error(made.get()));
    return transaction->commit();
  }

  explicit PostgresUnitOfWork(std::string connection, PostgresOptions options = {})
      : conninfo_(std::move(connection)), options_(options) {}
  PostgresUnitOfWork(const PostgresUnitOfWork&) = delete;
  PostgresUnitOfWork& operator=(const PostgresUnitOfWork&) = delete;
  ~PostgresUnitOfWork() = default;

  [[nodiscard]] std::expected<Transaction, Error> begin() {
    if (is_in_transaction()) return std::unexpected(Error{.message = "the previous transaction has not ended yet"});
    const bool was_connected = is_connected();
    auto begun = connect_and_begin();
    if (!begun && was_connected && !is_connected()) begun = connect_and_begin();
    if (!begun) return std::unexpected(std::move(begun).error());
    return Transaction(*this);
  }

 private:
  struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  [[nodiscard]] bool is_connected() const noexcept { return PQstatus(connection_.get()) == CONNECTION_OK; }
  [[nodiscard]] bool is_in_transaction() const noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(connection_.get());
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
  }
  [[nodiscard]] Result execute(const char* sql) { return Result(PQexec(connection_.get(), sql)); }

  // Class 40 is a transaction that was rolled back in favour of another (except 40002, a constraint), class 08 a connection,
  // 57P01 to 57P03 a server that stops or starts, 53300 one that has too many connections, 55P03 a lock that was not available.
  [[nodiscard]] static bool is_transient(std::string_view sqlstate) noexcept {
    if (sqlstate.starts_with("40")) return sqlstate != "40002";
    return sqlstate.starts_with("08") || sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" ||
           sqlstate == "53300" || sqlstate == "55P03";
  }

  [[nodiscard]] Error error(const PGresult* result) const {
    const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    Error error{.message = PQerrorMessage(connection_.get()), .sqlstate = sqlstate == nullptr ? "" : sqlstate};
    while (error.message.ends_with('\n')) error.message.pop_back();
    error.try_again = !is_connected() || is_transient(error.sqlstate);
    return error;
  }

  [[nodiscard]] std::expected<void, Error> connect_and_begin() {
    if (!is_connected()) connection_.reset(PQconnectdb(conninfo_.c_str()));
    if (!is_connected()) return std::unexpected(error(nullptr));
    const Result begun = execute(options_.isolation == PostgresIsolation::Serializable
                                     ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
                                     : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
    if (PQresultStatus(begun.get()) != PGRES_COMMAND_OK) return std::unexpected(error(begun.get()));
    return {};
  }

  [[nodiscard]] std::expected<void, Error> commit() {
    switch (PQtransactionStatus(connection_.get())) {
      case PQTRANS_INTRANS:
      case PQTRANS_INERROR:
        return commit_open();
      case PQTRANS_IDLE:
        return not_committed({.message = "the transaction was over before its commit: a statement has ended it",
                              .may_be_committed = true});
      case PQTRANS_ACTIVE:
        return not_committed({.message = "a statement is still running, or its results were not read"});
      case PQTRANS_UNKNOWN:
        return not_committed({.message = "the connection was lost before the commit", .try_again = true});
    }
    std::unreachable();
  }

  [[nodiscard]] std::expected<void, Error> commit_open() {
    const Result committed = execute("COMMIT");
    if (PQresultStatus(committed.get()) == PGRES_COMMAND_OK) {
      if (std::string_view(PQcmdStatus(committed.get())) == "COMMIT") return {};
      return not_committed({.message = "the server rolled back: a statement of the transaction had failed"});
    }
    Error failure = error(committed.get());
    // "statement completion unknown" and "transaction resolution unknown".
    failure.may_be_committed = !is_connected() || failure.sqlstate == "40003" || failure.sqlstate == "08007";
    return not_committed(std::move(failure));
  }

  [[nodiscard]] std::expected<void, Error> not_committed(Error error) {
    roll_back();
    return std::unexpected(std::move(error));
  }

  // A connection that cannot be rolled back is closed; the server rolls back what it had begun.
  void roll_back() noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(connection_.get());
    if (status == PQTRANS_IDLE) return;
    if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR) {
      if (PQresultStatus(execute("ROLLBACK").get()) == PGRES_COMMAND_OK) return;
    }
    connection_.reset();
  }

  // The lock keeps two processes from making it at the same time, which "IF NOT EXISTS" does not.
  static constexpr const char* kOutboxTable =
      "SELECT pg_advisory_xact_lock(hashtext('baton_outbox'));"
      "CREATE TABLE IF NOT EXISTS baton_outbox (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
      " gateway TEXT NOT NULL, intent TEXT NOT NULL, key TEXT NOT NULL UNIQUE DEFAULT gen_random_uuid()::text,"
      " attempts BIGINT NOT NULL DEFAULT 0, last_error TEXT NOT NULL DEFAULT '', due_ms BIGINT NOT NULL DEFAULT 0,"
      " claimed_by TEXT NOT NULL DEFAULT '', claimed_until_ms BIGINT NOT NULL DEFAULT 0,"
      " is_parked BOOLEAN NOT NULL DEFAULT FALSE);"
      "CREATE INDEX IF NOT EXISTS baton_outbox_order ON baton_outbox (gateway, is_parked, id)";

  std::string conninfo_;
  PostgresOptions options_;
  std::unique_ptr<PGconn, Finish> connection_;
};

inline std::expected<void, PostgresError> PostgresUnitOfWork::Session::add_to_outbox(
    const pattern::OutboxEntry& entry) {
  if (unit_ == nullptr) return std::unexpected(Error{.message = "the transaction has already ended"});
  const char* const values[] = {entry.gateway.c_str(), entry.intent.c_str()};
  const Result added(PQexecParams(handle(), "INSERT INTO baton_outbox (gateway, intent) VALUES ($1, $2)", 2, nullptr,
                                  values, nullptr, nullptr, 0));
  if (PQresultStatus(added.get()) == PGRES_COMMAND_OK) return {};
  return std::unexpected(unit_->error(added.get()));
}

}  // namespace baton
