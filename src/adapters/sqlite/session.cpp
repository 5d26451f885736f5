#include "adapters/sqlite/session.hpp"

#include "adapters/sqlite/empty_file.hpp"
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
  return StoreError{StoreError::Kind::ReadOnly,
                    "'" + path + "' is empty or has an older format; open it once for writing to bring it up to date",
                    0};
}

std::optional<StoreError> make_writable(Database& database, const std::string& path) {
  if (database.is_read_only()) {
    return StoreError{StoreError::Kind::ReadOnly, "'" + path + "' cannot be written: it is write-protected", 0};
  }
  use_write_ahead_log(database);
  make_log_durable(database);
  if (needs_migration(database))
    migrate(database);  // last: a checkpoint moves what is in the log into the database file
  database.allow_checkpoint_on_close();
  return std::nullopt;
}

}  // namespace

Session::Session(Database opened)
    : database(std::move(opened)),
      transactions(database),
      events(database, transactions),
      commits(database, transactions, events),
      instances(database, transactions),
      definitions(database, transactions),
      audit(database, transactions) {}

namespace {

std::unique_ptr<Session> session_on(Database database) {
  database.execute("PRAGMA cache_size = " + std::to_string(kCachePages));
  database.execute("PRAGMA temp_store = MEMORY");
  return std::make_unique<Session>(std::move(database));
}

StoreResult<std::unique_ptr<Session>> open_to_write(const std::string& path) {
  Database database(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  make_emptiness_durable(database);
  if (auto reason = reason_not_to_use(database, path)) return std::unexpected(*reason);
  if (auto reason = make_writable(database, path)) return std::unexpected(*reason);
  return session_on(std::move(database));
}

StoreResult<std::unique_ptr<Session>> open_to_look(const std::string& path, const FilesSeen& files) {
  auto database = open_to_read(path, files);
  if (!database) return std::unexpected(std::move(database).error());
  if (auto reason = reason_not_to_use(*database, path)) return std::unexpected(*reason);
  if (auto reason = make_readable(*database, path)) return std::unexpected(*reason);
  auto session = session_on(*std::move(database));
  if (is_idle(files)) session->files = files;
  return session;
}

}  // namespace

std::unique_ptr<Session> open_beside_writer(const std::string& path) {
  return session_on(Database(path, SQLITE_OPEN_READONLY));
}

StoreResult<std::unique_ptr<Session>> open_session(const std::string& path, OpenMode mode) {
  if (mode == OpenMode::Write) return open_to_write(path);
  for (int attempt = 1;; ++attempt) {
    const FilesSeen files = look_at_files(path);
    const auto counts = [&] { return attempt == kReadAttempts || look_at_files(path) == files; };
    try {
      auto session = open_to_look(path, files);
      if (counts()) return session;
    } catch (const Failure&) {
      if (counts()) throw;  // else a writer was at work meanwhile
    }
  }
}

}  // namespace baton::adapters::sqlite
