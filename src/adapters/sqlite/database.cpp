#include "adapters/sqlite/database.hpp"

#include "adapters/sqlite/limits.hpp"

namespace baton::adapters::sqlite {
namespace {

[[noreturn]] void fail(sqlite3* handle, int code) {
  const int extended = handle != nullptr ? sqlite3_extended_errcode(handle) : code;
  const char* const message = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  throw Failure(extended, handle != nullptr ? sqlite3_system_errno(handle) : 0, message);
}

}  // namespace

void check(int code) {
  if (code != SQLITE_OK) throw Failure(code, 0, sqlite3_errstr(code));
}

Database::Database(const std::string& path, int open_flags, const char* files) {
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, open_flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, files);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail(handle, code);
  sqlite3_busy_timeout(handle, static_cast<int>(kBusyTimeout.count()));
  forbid_checkpoint_on_close();
}

void Database::allow_checkpoint_on_close() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

void Database::forbid_checkpoint_on_close() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

sqlite3_file* Database::file_of(int pointer) {
  sqlite3_file* file = nullptr;
  check(sqlite3_file_control(handle_.get(), "main", pointer, static_cast<void*>(&file)));
  return file != nullptr && file->pMethods != nullptr ? file : nullptr;
}

void Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle_.get(), code);
}

std::int64_t Database::read_number(const std::string& sql) {
  Statement statement(*this, sql);
  Query query = statement.query();
  return query.next() ? query.number(0) : 0;
}

Query::~Query() {
  // What failed was reported by next().
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  fail(sqlite3_db_handle(statement_), code);
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string_view Query::text(int column) const {
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Statement::Statement(Database& database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) fail(database.handle(), code);
}

void Statement::bind_number(int index, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::bind(int index, double value) {
  check(sqlite3_bind_double(statement_.get(), index, value));
}

void Statement::bind(int index, std::string_view text) {
  check(sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, Blob blob) {
  check(sqlite3_bind_blob64(statement_.get(), index, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int index, std::nullopt_t) {
  check(sqlite3_bind_null(statement_.get(), index));
}

void Statement::check(int code) const {
  if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_.get()), code);
}

Transactions::Transactions(Database& database)
    : database_(database),
      begin_write_(database, "BEGIN IMMEDIATE"),
      begin_read_(database, "BEGIN"),
      commit_(database, "COMMIT"),
      savepoint_(database, "SAVEPOINT one"),
      rollback_to_(database, "ROLLBACK TO one"),
      release_(database, "RELEASE one") {}

Transactions::Scope Transactions::write() {
  begin_write_.execute();
  return Scope(*this);
}

Transactions::Scope Transactions::read() {
  begin_read_.execute();
  return Scope(*this);
}

void Transactions::Scope::commit() {
  try {
    owner_.commit_.execute();
  } catch (Failure& failure) {
    // The log may hold all of the transaction, though its sync failed. It may even if a write failed, for lack of space
    // or otherwise: what that write did not change may have been there before. The next recovery takes such a log as it is.
    failure.outcome_unknown = true;
    throw;
  }
}

Transactions::Scope::~Scope() {
  sqlite3* const handle = owner_.database_.handle();
  if (sqlite3_get_autocommit(handle) != 0) return;  // committed, or rolled back by SQLite itself
  // Only an I/O error can make this fail; after one the connection is dropped, which rolls back too.
  sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace baton::adapters::sqlite
