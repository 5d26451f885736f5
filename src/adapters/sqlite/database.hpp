// SQLite's C interface as resources: a connection, a statement kept prepared, one run of it, a transaction.
//
// Failures are thrown as Failure. They never leave this folder: SqliteStore catches them at its edge.
#pragma once

#include <baton/ids.hpp>
#include <baton/time.hpp>

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baton::adapters::sqlite {

class Failure final : public std::exception {
 public:
  Failure(int code, int os_error, std::string message)
      : code_(code), os_error_(os_error), message_(std::move(message)) {}

  [[nodiscard]] int code() const { return code_ & 0xFF; }   // SQLITE_FULL, SQLITE_IOERR …
  [[nodiscard]] int os_error() const { return os_error_; }  // errno of the failed system call; 0: none
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

  // Whether the transaction being committed is durable is not known.
  bool outcome_unknown = false;

 private:
  int code_;  // SQLite's extended result code
  int os_error_;
  std::string message_;
};

// For calls of SQLite that leave no message at a connection. Throws Failure unless the code is SQLITE_OK.
void check(int code);

class Database {
 public:
  // Until allow_checkpoint_on_close(), closing it leaves the log as it is. `files`: the name of a VFS; null: the system's.
  Database(const std::string& path, int open_flags, const char* files = nullptr);

  // For statements without result that are used once; others are prepared and kept.
  void execute(const std::string& sql);
  [[nodiscard]] std::int64_t read_number(const std::string& sql);

  // Closing the last connection moves the log into the database file and deletes it. That must not happen while the log
  // may hold what is not durable: an outage in the middle of it would leave a file that cannot be repaired.
  void allow_checkpoint_on_close();
  void forbid_checkpoint_on_close();

  [[nodiscard]] bool is_read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
  [[nodiscard]] std::int64_t last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_.get()); }
  // Null: the database is only in memory.
  [[nodiscard]] sqlite3_file* file() { return file_of(SQLITE_FCNTL_FILE_POINTER); }
  // Null unless the database has been read: only then has SQLite opened its log.
  [[nodiscard]] sqlite3_file* log() { return file_of(SQLITE_FCNTL_JOURNAL_POINTER); }
  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }

 private:
  [[nodiscard]] sqlite3_file* file_of(int pointer);

  std::unique_ptr<sqlite3, decltype(&sqlite3_close_v2)> handle_{nullptr, &sqlite3_close_v2};
};

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

// One run of a statement; ends with its scope.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  bool next();  // is there a (further) row?

  [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] bool flag(int column) const { return number(column) != 0; }
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(statement_, column); }
  // Valid until the next row.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] Timestamp time(int column) const { return Timestamp{Duration{number(column)}}; }

 private:
  sqlite3_stmt* statement_;
};

class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  // The arguments become ?1, ?2, … and must outlive the query.
  template <class... Arguments>
  [[nodiscard]] Query query(const Arguments&... arguments) {
    int index = 0;
    (bind(++index, arguments), ...);
    return Query(statement_.get());
  }

  // Runs to the end; returns how many rows were changed.
  template <class... Arguments>
  std::int64_t execute(const Arguments&... arguments) {
    Query run = query(arguments...);
    while (run.next()) {
    }
    return sqlite3_changes64(sqlite3_db_handle(statement_.get()));
  }

 private:
  void bind_number(int index, std::int64_t value);
  template <std::integral T>
  void bind(int index, T value) {
    bind_number(index, static_cast<std::int64_t>(value));
  }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, Blob blob);
  void bind(int index, const InstanceId& id) { bind(index, std::string_view(id.value)); }
  void bind(int index, Timestamp time) { bind(index, time.time_since_epoch().count()); }
  void bind(int index, std::nullopt_t);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind(index, std::nullopt);
  }
  void check(int code) const;

  std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement_{nullptr, &sqlite3_finalize};
};

// BEGIN, COMMIT and the like, prepared once.
class Transactions {
 public:
  explicit Transactions(Database& database);

  // Is rolled back at the end of its scope, unless committed.
  class Scope {
   public:
    explicit Scope(Transactions& owner) : owner_(owner) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope();

    void commit();

   private:
    Transactions& owner_;
  };

  [[nodiscard]] Scope write();
  [[nodiscard]] Scope read();  // one snapshot for several queries

  // Within a write: what was done since the savepoint can be undone alone.
  void set_savepoint() { savepoint_.execute(); }
  void undo_to_savepoint() { rollback_to_.execute(); }
  void release_savepoint() { release_.execute(); }

 private:
  Database& database_;
  Statement begin_write_;
  Statement begin_read_;
  Statement commit_;
  Statement savepoint_;
  Statement rollback_to_;
  Statement release_;
};

}  // namespace baton::adapters::sqlite
