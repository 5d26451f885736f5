// A database file that is empty: before its store is made, or after that failed.
//
// SQLite takes an empty file for one that never held anything: it deletes the journal or log beside it. But the file may be
// empty in the system's cache alone. A process that undid a half-made database has truncated it, and was killed or had an I/O error
// before the file was synced; on the disk it still holds a part of that database. If the power fails after the journal was deleted,
// that part is back, nothing is left to undo it by, and the file can never be opened again. So an empty file is synced before
// anything beside it changes.
#pragma once

#include "adapters/sqlite/database.hpp"

#include <string>

namespace baton::adapters::sqlite {

// Does nothing unless the file is empty. The database must not have been read yet: SQLite deletes the journal when it reads.
// Throws Failure.
void make_emptiness_durable(Database& database);

// Removes the files of a database that was not there before. Whoever holds the writer's lock is the only one that can have made
// them. They stay if the database cannot be made empty, durably, first.
void remove_database(const std::string& file);

}  // namespace baton::adapters::sqlite
