#include "statement.hpp"

#include <cstddef>

namespace payment {

std::expected<void, std::string> run_script(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(sqlite3_errmsg(database));
}

std::expected<Statement, std::string> Statement::prepare(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (prepared != SQLITE_OK) return std::unexpected(sqlite3_errmsg(database));
  return Statement(statement);
}

Statement& Statement::bind(int position, std::string_view text) {
  const int bound =
      sqlite3_bind_text(statement_.get(), position, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  if (bound_ == SQLITE_OK) bound_ = bound;
  return *this;
}

Statement& Statement::bind(int position, std::int64_t number) {
  const int bound = sqlite3_bind_int64(statement_.get(), position, number);
  if (bound_ == SQLITE_OK) bound_ = bound;
  return *this;
}

std::expected<Statement::Step, std::string> Statement::step() {
  if (bound_ != SQLITE_OK) return std::unexpected(sqlite3_errstr(bound_));
  const int stepped = sqlite3_step(statement_.get());
  if (stepped == SQLITE_ROW) return Step::Row;
  if (stepped == SQLITE_DONE) return Step::Done;
  return std::unexpected(sqlite3_errmsg(sqlite3_db_handle(statement_.get())));
}

std::string Statement::text(int column) const {
  const unsigned char* text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? std::string() : std::string(text, text + size);
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

}  // namespace payment
