#include "adapters/sqlite/schema.hpp"

#include <array>

namespace baton::adapters::sqlite {
namespace {

using runtime::StoreError;

constexpr std::int64_t kApplicationId = 0x4261746F;  // "Bato", in the file's header

constexpr const char* kAuditTable = R"sql(
CREATE TABLE audit(
  a       INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  caller  TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
)sql";

// History and bodies are appended, not clustered by instance: a commit of many instances then fills a few pages instead
// of touching one page for each, which is what a commit's cost consists of.
//
// Step i brings layout i to layout i + 1. Steps are never changed once released, only added.
using Step = std::array<const char*, 2>;  // its statements, in pieces
constexpr std::array<Step, 4> kSteps{
    Step{R"sql(
CREATE TABLE shards(
  shard INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE instances(
  n          INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  shard      INTEGER NOT NULL,
  space      TEXT NOT NULL,
  name       TEXT NOT NULL,
  version    TEXT NOT NULL,
  digest     TEXT NOT NULL,
  parent     TEXT,
  started_at INTEGER NOT NULL,
  status     TEXT NOT NULL,
  ended_at   INTEGER,
  pending    INTEGER NOT NULL,
  revision   INTEGER NOT NULL,
  next_part  INTEGER NOT NULL,
  head       BLOB NOT NULL
) STRICT;
CREATE INDEX instances_by_start ON instances(started_at DESC);
CREATE INDEX instances_by_status ON instances(status, started_at DESC);
CREATE INDEX instances_pending ON instances(shard, id) WHERE pending = 1;

CREATE TABLE history(
  r        INTEGER PRIMARY KEY,
  n        INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  body     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX history_of_instance ON history(n, revision);

CREATE TABLE parts(
  n           INTEGER NOT NULL,
  part        INTEGER NOT NULL,
  b           INTEGER NOT NULL,
  in_head     INTEGER NOT NULL,
  last_record INTEGER NOT NULL,
  PRIMARY KEY(n, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_dropped ON parts(n, last_record) WHERE in_head = 0;

CREATE TABLE bodies(
  b    INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE timers(
  n     INTEGER NOT NULL,
  timer INTEGER NOT NULL,
  shard INTEGER NOT NULL,
  due   INTEGER NOT NULL,
  PRIMARY KEY(n, timer)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_by_due ON timers(shard, due);

CREATE TABLE definitions(
  digest    TEXT PRIMARY KEY,
  space     TEXT NOT NULL,
  name      TEXT NOT NULL,
  version   TEXT NOT NULL,
  stored_at INTEGER NOT NULL,
  document  TEXT NOT NULL
) STRICT;

CREATE TABLE deployed(
  space   TEXT NOT NULL,
  name    TEXT NOT NULL,
  version TEXT NOT NULL,
  digest  TEXT NOT NULL,
  PRIMARY KEY(space, name, version)
) STRICT, WITHOUT ROWID;
)sql",
         ""},
    Step{R"sql(
CREATE TABLE consumed(
  instance TEXT NOT NULL,
  message  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY(instance, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX consumed_by_age ON consumed(at);

CREATE TABLE listeners(
  n           INTEGER NOT NULL,
  listener    INTEGER NOT NULL,
  pattern     TEXT NOT NULL,
  correlation TEXT NOT NULL,
  position    INTEGER NOT NULL,
  body        BLOB NOT NULL,
  PRIMARY KEY(n, listener)
) STRICT, WITHOUT ROWID;
CREATE INDEX listeners_by_pattern ON listeners(pattern, correlation);

CREATE TABLE attributes(
  n     INTEGER NOT NULL,
  name  TEXT NOT NULL,
  kind  INTEGER NOT NULL,
  value ANY NOT NULL,
  PRIMARY KEY(n, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX attributes_by_value ON attributes(name, kind, value);

CREATE TABLE outbox(
  e        INTEGER PRIMARY KEY AUTOINCREMENT,
  instance TEXT NOT NULL,
  body     BLOB NOT NULL
) STRICT;
)sql",
         kAuditTable},
    Step{"CREATE INDEX instances_by_parent ON instances(parent, id) WHERE parent IS NOT NULL;", ""},
    Step{R"sql(
CREATE TABLE events(
  e    INTEGER PRIMARY KEY,
  at   INTEGER NOT NULL,
  key  BLOB NOT NULL,
  type TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_key ON events(key);

CREATE TABLE event_finders(
  e           INTEGER NOT NULL,
  pattern     TEXT NOT NULL,
  correlation TEXT NOT NULL,
  PRIMARY KEY(e, pattern, correlation)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_finders_by_pattern ON event_finders(pattern, correlation, e);

CREATE TABLE event_log(
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO event_log(first, last, bytes) VALUES(1, 0, 0);

DROP TABLE outbox;
)sql",
         ""}};

constexpr std::int64_t kVersion = kSteps.size();

std::int64_t version_of(Database& database) {
  return database.read_number("PRAGMA user_version");
}

}  // namespace

std::optional<StoreError> reason_not_to_use(Database& database, const std::string& path) {
  const std::int64_t application = database.read_number("PRAGMA application_id");
  const std::int64_t version = version_of(database);
  const bool is_unused =
      application == 0 && version == 0 && database.read_number("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !is_unused) {
    return StoreError{StoreError::Kind::Invalid,
                      "'" + path + "' is a database of another application, not a Baton store; choose another path", 0};
  }
  if (version > kVersion) {
    return StoreError{StoreError::Kind::NewerFormat,
                      "'" + path + "' has format " + std::to_string(version) +
                          ", written by a newer Baton; this one knows " + std::to_string(kVersion) +
                          " and older: use that newer Baton",
                      0};
  }
  return std::nullopt;
}

bool needs_migration(Database& database) {
  return version_of(database) < kVersion;
}

void migrate(Database& database) {
  database.execute("BEGIN IMMEDIATE");
  for (auto step = static_cast<std::size_t>(version_of(database)); step < kSteps.size(); ++step) {
    for (const char* statements : kSteps[step]) database.execute(statements);
  }
  database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.execute("PRAGMA user_version = " + std::to_string(kVersion));
  database.execute("COMMIT");
}

}  // namespace baton::adapters::sqlite
