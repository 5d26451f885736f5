// The write-ahead log of a store that is opened for writing.
#pragma once

#include "adapters/sqlite/database.hpp"

namespace baton::adapters::sqlite {

// From now on the database has one, and each commit is synced. Throws Failure.
void use_write_ahead_log(Database& database);

// Makes durable what an earlier connection left in the log: all that can be read of it, for that is what will be acted
// upon. A process that was killed may have written a commit and not synced it. Where its sync failed, the system may
// take for written what never reached the disk, whatever later syncs say, and SQLite would move it into the database
// file with nothing on the disk to repair that file by. So the bytes are written once more, then synced. Throws Failure.
void make_log_durable(Database& database);

}  // namespace baton::adapters::sqlite
