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
// Only Session::commit() commits. While a session is open the connection's commit hook refuses every other commit: a COMMIT
// in a store's SQL, and the statements that would commit themselves one by one after SQLite gave up a transaction on its own
// (which it does after a full disk, an I/O error, lack of memory, or ON CONFLICT ROLLBACK). So leave the hook alone, and
// finalise or reset statements before the session ends.
//
// What can go wrong, and the state afterwards:
//   begin()   SQLITE_BUSY          another connection is writing, for longer than `busy_timeout`: try again
//             else                 the file cannot be opened, is not a database, or cannot be switched to WAL mode
//   commit()  SQLITE_BUSY          not committed; a statement has not been finalised, or a reader blocks it
//             SQLITE_CONSTRAINT    not committed: a deferred foreign key does not hold
//             SQLITE_ABORT         not committed: the transaction had already ended (see above)
//             else                 unknown: `may_be_committed`. An I/O error may have come after the commit was written but
//                                  before it was known to be safe. The file is opened again at the next begin().
// After a commit that failed the session is over, and what is not committed is rolled back.
//
// Threading: one session at a time, on one thread at a time; a unit for each thread. Ownership: the unit outlives its
// sessions. A session that is destroyed without commit() rolls back.
#pragma once

#include <baton/pattern/dependency.hpp>

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

  class Session {
   public:
    using Part = pattern::RequestPart;

    Session(Session&& other) noexcept : unit_(std::exchange(other.unit_, nullptr)) {}
    Session& operator=(Session&& other) noexcept {
      std::swap(unit_, other.unit_);
      return *this;
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() {
      if (unit_ != nullptr) unit_->roll_back();
    }

    // For reading and writing. It is null after commit().
    [[nodiscard]] sqlite3* handle() const noexcept { return unit_ == nullptr ? nullptr : unit_->connection_; }

    // Makes the work of this session durable. Call it once.
    [[nodiscard]] std::expected<void, Error> commit() {
      if (unit_ == nullptr)
        return std::unexpected(Error{.message = "the session has already ended", .code = SQLITE_MISUSE});
      return std::exchange(unit_, nullptr)->commit();
    }

   private:
    friend SqliteUnitOfWork;
    explicit Session(SqliteUnitOfWork& unit) noexcept : unit_(&unit) {}

    SqliteUnitOfWork* unit_;
  };

  explicit SqliteUnitOfWork(std::string path, SqliteOptions options = {}) : path_(std::move(path)), options_(options) {}
  SqliteUnitOfWork(const SqliteUnitOfWork&) = delete;
  SqliteUnitOfWork& operator=(const SqliteUnitOfWork&) = delete;
  ~SqliteUnitOfWork() { close(); }

  [[nodiscard]] std::expected<Session, Error> begin() {
    if (connection_ == nullptr) {
      if (auto opened = open(); !opened) {
        close();
        return std::unexpected(std::move(opened).error());
      }
    }
    if (is_in_transaction()) {
      return std::unexpected(Error{.message = "the previous session has not ended yet", .code = SQLITE_MISUSE});
    }
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return std::unexpected(std::move(begun).error());
    return Session(*this);
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

  std::string path_;
  SqliteOptions options_;
  sqlite3* connection_ = nullptr;
  bool is_committing_ = false;
};

}  // namespace baton
