#include "database.hpp"

#include <utility>

namespace payment {
namespace {

constexpr int kBusyTimeoutMs = 5'000;  // how long another process's transaction is waited for

// A commit that was confirmed survives a power failure.
constexpr const char* kSetup = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS payments (id TEXT PRIMARY KEY, format INTEGER NOT NULL, state TEXT NOT NULL);
)";

std::unexpected<DatabaseError> failure(sqlite3* database) {
  return std::unexpected(DatabaseError{database == nullptr ? "out of memory" : sqlite3_errmsg(database)});
}

}  // namespace

std::expected<Database, DatabaseError> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open(path.c_str(), &handle);
  Database database(handle);  // also one that could not be opened is closed
  if (opened != SQLITE_OK) return failure(handle);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  if (auto setup = run_script(*handle, kSetup); !setup) return std::unexpected(std::move(setup).error());
  return database;
}

std::expected<void, DatabaseError> run_script(sqlite3& database, const char* sql) {
  if (sqlite3_exec(&database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(&database);
  return {};
}

std::expected<Statement, DatabaseError> Statement::prepare(sqlite3& database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int prepared = sqlite3_prepare_v2(&database, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (prepared != SQLITE_OK) return failure(&database);
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

std::expected<Statement::Step, DatabaseError> Statement::step() {
  if (bound_ != SQLITE_OK) return std::unexpected(DatabaseError{sqlite3_errstr(bound_)});
  const int stepped = sqlite3_step(statement_.get());
  if (stepped == SQLITE_ROW) return Step::Row;
  if (stepped == SQLITE_DONE) return Step::Done;
  return failure(sqlite3_db_handle(statement_.get()));
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
