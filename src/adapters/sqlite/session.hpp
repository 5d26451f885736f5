// One connection to a store's file with everything that is prepared on it. After an I/O error, and after a commit of unknown
// outcome, it is discarded and opened again, so that what the next call sees was read from the disk.
#pragma once

#include "adapters/sqlite/audit.hpp"
#include "adapters/sqlite/commit.hpp"
#include "adapters/sqlite/database.hpp"
#include "adapters/sqlite/definitions.hpp"
#include "adapters/sqlite/event_log.hpp"
#include "adapters/sqlite/instances.hpp"
#include "adapters/sqlite/reading.hpp"
#include "adapters/sqlite/sqlite_store.hpp"

#include <memory>
#include <optional>
#include <string>

namespace baton::adapters::sqlite {

struct Session {
  explicit Session(Database opened);

  // Of a reader of an idle store: the files as they were when it was opened. What was read counts only if they still are.
  std::optional<FilesSeen> files;
  Database database;
  Transactions transactions;
  EventLog events;
  Commits commits;
  Instances instances;
  Definitions definitions;
  Audit audit;
};

// Checks that the file is a store of this or an older version before it changes anything. What a writer then reads is
// durable. Throws Failure.
[[nodiscard]] runtime::StoreResult<std::unique_ptr<Session>> open_session(const std::string& path, OpenMode mode);
// One that reads a store which this process has open for writing. Throws Failure.
[[nodiscard]] std::unique_ptr<Session> open_beside_writer(const std::string& path);

}  // namespace baton::adapters::sqlite
