#include "adapters/sqlite/session.hpp"

#include "adapters/sqlite/limits.hpp"
#include "adapters/sqlite/schema.hpp"
#include "adapters/sqlite/write_ahead_log.hpp"

#include <utility>

namespace baton::adapters::sqlite {
namespace {

using runtime::StoreError;
using runtime::StoreResult;

std::optional<StoreError> make_readable(Database& database, const std::string& path) {
  if (!needs_migration(database)) return std::nullopt;
  return StoreError{
      StoreError::Kind::ReadOnly,
      "'" + path + "' is empty or of an older format; open it once for writing, which brings it up to date", 0};
}

std::optional<StoreError> make_writable(Database& database, const std::string& path) {
  if (database.is_read_only()) {
    return StoreError{StoreError::Kind::ReadOnly, "'" + path + "' cannot be written: it is write-protected", 0};
  }
  if (needs_migration(database)) migrate(database);
  use_write_ahead_log(database);
  make_log_durable(database);
  database.allow_checkpoint_on_close();
  return std::nullopt;
}

}  // namespace

Session::Session(Database opened)
    : database(std::move(opened)),
      transactions(database),
      commits(database, transactions),
      instances(database, transactions),
      definitions(database, transactions) {}

StoreResult<std::unique_ptr<Session>> open_session(const std::string& path, OpenMode mode) {
  const bool writes = mode == OpenMode::Write;
  Database database(path, writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
  if (auto reason = reason_not_to_use(database, path)) return std::unexpected(*reason);
  if (auto reason = writes ? make_writable(database, path) : make_readable(database, path)) {
    return std::unexpected(*reason);
  }
  database.execute("PRAGMA cache_size = " + std::to_string(kCachePages));
  database.execute("PRAGMA temp_store = MEMORY");
  return std::make_unique<Session>(std::move(database));
}

}  // namespace baton::adapters::sqlite
