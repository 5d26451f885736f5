// SqliteUnitOfWork: transactions over one SQLite file, for baton/pattern/transactional.hpp. Include it where SQLite is linked
// (`target_link_libraries(… SQLite::SQLite3)`); Baton's package does not link it for you.
//
//   baton::SqliteUnitOfWork unit("payments.db");       // opened at the first begin(); created if it is not there
//   const baton::pattern::Transactional<PaymentOrchestrator, baton::SqliteUnitOfWork> payments{
//       .orchestrator = {.store = store, .gateway = gateway}, .unit_of_work = unit};
//   // in the store: sqlite3_prepare_v2(session.handle(), …)
//
// A transaction is BEGIN IMMEDIATE in WAL mode with synchronous=FULL: it holds the write lock from the start, so it
// cannot fail halfway because another one wrote first, and a commit survives a loss of power.
//
// Only Transaction::commit() commits. While a transaction is open the connection's commit hook refuses every other commit: a COMMIT
// in a store's SQL, and the statements that would commit themselves one by one after SQLite gave up a transaction on its own
// (which it does after a full disk, an I/O error, lack of memory, or ON CONFLICT ROLLBACK). So leave the hook alone, and
// finalise or reset statements before the transaction ends.
//
// What can go wrong, and the state afterwards:
//   begin()   SQLITE_BUSY          another connection is writing, for longer than `busy_timeout`: try again
//             else                 the file cannot be opened, is not a database, or cannot be switched to WAL mode
//   commit()  SQLITE_BUSY          not committed; a statement has not been finalised, or a reader blocks it
//             SQLITE_CONSTRAINT    not committed: a deferred foreign key does not hold
//             SQLITE_ABORT         not committed: the transaction had already ended (see above)
//             else                 unknown: `may_be_committed`. An I/O error may have come after the commit was written but
//                                  before it was known to be safe. The file is opened again at the next begin().
// After a commit that failed the transaction is over, and what is not committed is rolled back.
//
// Threading: one transaction at a time, on one thread at a time; a unit for each thread. Ownership: the unit outlives its
// transactions. A transaction that is destroyed without commit() rolls back.
#pragma once

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/outbox_entry.hpp>

#include <sqlite3.h>

#include <chrono>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

struct SqliteError {
  std::string message;
  int code = SQLITE_OK;  // extended
  bool may_be_committed = false;
  bool try_again = false;  // another transaction was in the way; nothing is wrong with this one

  friend bool operator==(const SqliteError&, const SqliteError&) = default;
};

struct SqliteOptions {
  std::chrono::milliseconds busy_timeout{5000};  // how long begin() waits for another writer
};

class SqliteUnitOfWork {
 public:
  using Error = SqliteError;

  // What an orchestrator and its stores get: they read and write, and cannot commit.
  class Session {
   public:
    using Part = pattern::RequestPart;

    // For reading and writing. It is null once the transaction has ended.
    [[nodiscard]] sqlite3* handle() const noexcept { return unit_ == nullptr ? nullptr : unit_->connection_; }

    // Writes an intent to the outbox, in this transaction (baton/pattern/outbox.hpp). The table must be there.
    [[nodiscard]] std::expected<void, Error> add_to_outbox(const pattern::OutboxEntry& entry);

   private:
    friend SqliteUnitOfWork;
    explicit Session(SqliteUnitOfWork* unit) noexcept : unit_(unit) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() = default;

    SqliteUnitOfWork* unit_;
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
        return std::unexpected(Error{.message = "the transaction has already ended", .code = SQLITE_MISUSE});
      }
      return std::exchange(session_.unit_, nullptr)->commit();
    }

   private:
    friend SqliteUnitOfWork;
    explicit Transaction(SqliteUnitOfWork& unit) noexcept : session_(&unit) {}

    Session session_;
  };

  // The table of the outbox, which add_to_outbox() needs: docs/formats/outbox.md. It is made unless it is there.
  [[nodiscard]] std::expected<void, Error> create_outbox() {
    auto transaction = begin();
    if (!transaction) return std::unexpected(std::move(transaction).error());
    if (auto made = execute(kOutboxTable); !made) return made;
    return transaction->commit();
  }

  explicit SqliteUnitOfWork(std::string path, SqliteOptions options = {}) : path_(std::move(path)), options_(options) {}
  SqliteUnitOfWork(const SqliteUnitOfWork&) = delete;
  SqliteUnitOfWork& operator=(const SqliteUnitOfWork&) = delete;
  ~SqliteUnitOfWork() { close(); }

  [[nodiscard]] std::expected<Transaction, Error> begin() {
    if (connection_ == nullptr) {
      if (auto opened = open(); !opened) {
        close();
        return std::unexpected(std::move(opened).error());
      }
    }
    if (is_in_transaction()) {
      return std::unexpected(Error{.message = "the previous transaction has not ended yet", .code = SQLITE_MISUSE});
    }
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return std::unexpected(std::move(begun).error());
    return Transaction(*this);
  }

 private:
  // Errors that SQLite reports before it has written anything of the commit.
  [[nodiscard]] static bool is_refusal(int code) noexcept {
    const int primary = code & 0xff;
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_CONSTRAINT;
  }

  [[nodiscard]] Error error() const {
    const int code = connection_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(connection_);
    const int primary = code & 0xff;
    return {.message = connection_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection_),
            .code = code,
            .may_be_committed = false,
            .try_again = primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL};
  }

  [[nodiscard]] std::expected<void, Error> execute(const char* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return std::unexpected(error());
    return {};
  }

  [[nodiscard]] bool is_in_transaction() const noexcept { return sqlite3_get_autocommit(connection_) == 0; }

  [[nodiscard]] std::expected<void, Error> open() {
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path_.c_str(), &connection_, kFlags, nullptr) != SQLITE_OK) return std::unexpected(error());
    sqlite3_extended_result_codes(connection_, 1);
    sqlite3_busy_timeout(connection_, static_cast<int>(options_.busy_timeout.count()));
    std::string mode;
    const auto keep = [](void* into, int, char** columns, char**) {
      static_cast<std::string*>(into)->assign(columns[0]);
      return 0;
    };
    if (sqlite3_exec(connection_, "PRAGMA journal_mode=WAL", keep, &mode, nullptr) != SQLITE_OK) {
      return std::unexpected(error());
    }
    if (mode != "wal") {
      return std::unexpected(
          Error{.message = "the database cannot be switched to WAL mode; its journal_mode stays " + mode,
                .code = SQLITE_CANTOPEN});
    }
    if (auto is_full = execute("PRAGMA synchronous=FULL"); !is_full) return is_full;
    const auto refuse = [](void* unit) { return static_cast<SqliteUnitOfWork*>(unit)->is_committing_ ? 0 : 1; };
    sqlite3_commit_hook(connection_, refuse, this);
    return {};
  }

  [[nodiscard]] std::expected<void, Error> commit() {
    if (!is_in_transaction()) {
      return std::unexpected(
          Error{.message = "the transaction was over before its commit: SQLite rolled it back, or a statement ended it",
                .code = SQLITE_ABORT});
    }
    is_committing_ = true;
    auto committed = execute("COMMIT");
    is_committing_ = false;
    if (committed) return committed;
    committed.error().may_be_committed = !is_refusal(committed.error().code);
    roll_back();
    if (committed.error().may_be_committed) close();
    return committed;
  }

  // If the rollback fails, closing the connection rolls back.
  void roll_back() noexcept {
    if (is_in_transaction() && sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK) close();
  }

  void close() noexcept { sqlite3_close_v2(std::exchange(connection_, nullptr)); }

  static constexpr const char* kOutboxTable =
      "CREATE TABLE IF NOT EXISTS baton_outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL,"
      " intent TEXT NOT NULL, key TEXT NOT NULL UNIQUE, attempts INTEGER NOT NULL DEFAULT 0,"
      " last_error TEXT NOT NULL DEFAULT '', due_ms INTEGER NOT NULL DEFAULT 0, claimed_by TEXT NOT NULL DEFAULT '',"
      " claimed_until_ms INTEGER NOT NULL DEFAULT 0, is_parked INTEGER NOT NULL DEFAULT 0);"
      "CREATE INDEX IF NOT EXISTS baton_outbox_order ON baton_outbox (gateway, is_parked, id)";

  std::string path_;
  SqliteOptions options_;
  sqlite3* connection_ = nullptr;
  bool is_committing_ = false;
};

inline std::expected<void, SqliteError> SqliteUnitOfWork::Session::add_to_outbox(const pattern::OutboxEntry& entry) {
  if (unit_ == nullptr) {
    return std::unexpected(Error{.message = "the transaction has already ended", .code = SQLITE_MISUSE});
  }
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(handle(),
                     "INSERT INTO baton_outbox (gateway, intent, key) VALUES (?1, ?2, lower(hex(randomblob(16))))", -1,
                     &statement, nullptr);
  sqlite3_bind_text64(statement, 1, entry.gateway.data(), entry.gateway.size(), SQLITE_STATIC, SQLITE_UTF8);
  sqlite3_bind_text64(statement, 2, entry.intent.data(), entry.intent.size(), SQLITE_STATIC, SQLITE_UTF8);
  const bool is_added = sqlite3_step(statement) == SQLITE_DONE;
  const Error failure = is_added ? Error() : unit_->error();
  sqlite3_finalize(statement);
  if (is_added) return {};
  return std::unexpected(failure);
}

}  // namespace baton
