// A database file that is empty: before its store is made, or after that failed.
//
// SQLite takes an empty file for one that never held anything. It drops the journal beside it, by which a half-made database is
// undone, and takes no log for it. But the file may be empty only for those who read it: somebody has cut it off, was killed or had
// an I/O error before that was durable, and on the disk it still holds a part of a database. If the power then fails, that part is
// back and nothing is left to undo it: the file can never be opened again. So an empty file is made durable before anything beside
// it is changed.
#pragma once

#include "adapters/sqlite/database.hpp"

#include <string>

namespace baton::adapters::sqlite {

// Does nothing unless the file is empty. For a database that has not been read yet: SQLite drops the journal when it reads.
// Throws Failure.
void make_emptiness_durable(Database& database);

// Removes the files of a database that was not there before. For the one that holds the writer's lock: nobody else can have
// made them. What cannot be removed safely stays.
void remove_database(const std::string& file);

}  // namespace baton::adapters::sqlite
