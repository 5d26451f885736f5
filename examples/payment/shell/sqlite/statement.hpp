// The few calls of SQLite that the example needs, with errors as values. An error is what SQLite says of it.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace payment {

// Statements without parameters and rows.
[[nodiscard]] std::expected<void, std::string> run_script(sqlite3* database, const char* sql);

// One prepared statement. Text that is bound must live until it was stepped.
class Statement {
 public:
  enum class Step : std::uint8_t { Row, Done };

  [[nodiscard]] static std::expected<Statement, std::string> prepare(sqlite3* database, std::string_view sql);

  Statement& bind(int position, std::string_view text);
  Statement& bind(int position, std::int64_t number);
  [[nodiscard]] std::expected<Step, std::string> step();

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
