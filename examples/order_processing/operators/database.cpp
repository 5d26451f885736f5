#include "database.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace shop {
namespace {

constexpr const char* kSchema = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS stock (sku TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0));
  CREATE TABLE IF NOT EXISTS reservations (
    key TEXT, order_id TEXT, sku TEXT, quantity INTEGER, released INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (key, sku));
  CREATE TABLE IF NOT EXISTS charges (
    key TEXT PRIMARY KEY, order_id TEXT, cents INTEGER, refunded INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS declined (order_id TEXT PRIMARY KEY, times INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS orders (order_id TEXT PRIMARY KEY, customer TEXT, cents INTEGER, state TEXT);
  CREATE TABLE IF NOT EXISTS shipments (order_id TEXT PRIMARY KEY, address TEXT);
  CREATE TABLE IF NOT EXISTS messages (key TEXT PRIMARY KEY, order_id TEXT, recipient TEXT, text TEXT);
  INSERT OR IGNORE INTO stock VALUES ('tea', 1000), ('kettle', 200), ('samovar', 50);
)";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

void check(bool ok, sqlite3* handle) {
  if (!ok) throw std::runtime_error(std::string("the shop's database: ") + sqlite3_errmsg(handle));
}

Statement prepare(sqlite3* handle, std::string_view sql, const std::vector<Parameter>& parameters) {
  sqlite3_stmt* raw = nullptr;
  check(sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &raw, nullptr) == SQLITE_OK, handle);
  Statement statement(raw);
  for (int i = 0; i < static_cast<int>(parameters.size()); ++i) {
    const Parameter& parameter = parameters[static_cast<std::size_t>(i)];
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
      sqlite3_bind_int64(raw, i + 1, *number);
    } else {
      const auto& text = std::get<std::string>(parameter);
      sqlite3_bind_text(raw, i + 1, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
  }
  return statement;
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close(handle);
}

Database::Database(const std::string& path) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open(path.c_str(), &raw);
  handle_.reset(raw);
  check(opened == SQLITE_OK, raw);
  sqlite3_busy_timeout(raw, 5'000);
  check(sqlite3_exec(raw, kSchema, nullptr, nullptr, nullptr) == SQLITE_OK, raw);
}

Database::~Database() = default;

int Database::execute(std::string_view sql, const std::vector<Parameter>& parameters) {
  const Statement statement = prepare(handle_.get(), sql, parameters);
  check(sqlite3_step(statement.get()) == SQLITE_DONE, handle_.get());
  return sqlite3_changes(handle_.get());
}

std::int64_t Database::number(std::string_view sql, const std::vector<Parameter>& parameters) {
  const Statement statement = prepare(handle_.get(), sql, parameters);
  const int stepped = sqlite3_step(statement.get());
  check(stepped == SQLITE_ROW || stepped == SQLITE_DONE, handle_.get());
  return stepped == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : 0;
}

}  // namespace shop
