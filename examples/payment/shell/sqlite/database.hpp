// A SQLite file with the example's schema, and the few calls of SQLite that it needs, with errors as values.
// Threading: a Database is used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace payment {

struct DatabaseError {
  std::string message;
  friend bool operator==(const DatabaseError&, const DatabaseError&) = default;
};

class Database {
 public:
  // Creates the file if there is none; ":memory:" is one of its own.
  [[nodiscard]] static std::expected<Database, DatabaseError> open(const std::string& path);

  [[nodiscard]] sqlite3& handle() const noexcept { return *handle_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Close> handle_;
};

// Statements without parameters and rows.
[[nodiscard]] std::expected<void, DatabaseError> run_script(sqlite3& database, const char* sql);

// One prepared statement. Text that is bound must live until it was stepped.
class Statement {
 public:
  enum class Step : std::uint8_t { Row, Done };

  [[nodiscard]] static std::expected<Statement, DatabaseError> prepare(sqlite3& database, std::string_view sql);

  Statement& bind(int position, std::string_view text);
  Statement& bind(int position, std::int64_t number);
  [[nodiscard]] std::expected<Step, DatabaseError> step();

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = SQLITE_OK;  // the first error of bind(), for step() to tell
};

}  // namespace payment
