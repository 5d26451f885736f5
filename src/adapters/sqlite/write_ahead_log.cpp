#include "adapters/sqlite/write_ahead_log.hpp"

#include "adapters/sqlite/limits.hpp"

#include <algorithm>
#include <vector>

namespace baton::adapters::sqlite {
namespace {

void write_again(sqlite3_file* log) {
  sqlite3_int64 size = 0;
  check(log->pMethods->xFileSize(log, &size));
  if (size == 0) return;
  std::vector<char> bytes(static_cast<std::size_t>(std::min<sqlite3_int64>(size, kLogCopyBytes)));
  for (sqlite3_int64 at = 0; at < size;) {
    const int count = static_cast<int>(std::min<sqlite3_int64>(size - at, kLogCopyBytes));
    check(log->pMethods->xRead(log, bytes.data(), count, at));
    check(log->pMethods->xWrite(log, bytes.data(), count, at));
    at += count;
  }
  check(log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

}  // namespace

void use_write_ahead_log(Database& database) {
  {
    Statement statement(database, "PRAGMA journal_mode = WAL");
    Query query = statement.query();
    if (!query.next() || query.text(0) != "wal") {
      throw Failure(SQLITE_CANTOPEN, 0,
                    "its file system does not support shared memory, which the write-ahead log needs");
    }
    while (query.next()) {  // the change is committed, and can fail, only when the statement has ended
    }
  }
  database.execute("PRAGMA synchronous = FULL");
  database.execute("PRAGMA wal_autocheckpoint = " + std::to_string(kCheckpointPages));
  database.execute("PRAGMA journal_size_limit = " + std::to_string(kMaxIdleLogBytes));
}

void make_log_durable(Database& database) {
  database.execute("BEGIN IMMEDIATE");  // so that another program does not write it meanwhile
  if (sqlite3_file* const log = database.log()) write_again(log);
  database.execute("COMMIT");
}

}  // namespace baton::adapters::sqlite
