#include "adapters/sqlite/errors.hpp"

#include <sys/resource.h>

#include <cstring>

namespace baton::adapters::sqlite {

using runtime::StoreError;

namespace {

// SQLite does not pass on what the system says of a file that would grow beyond the limit.
std::string reason_of(const Failure& failure) {
  std::string reason = failure.os_error() != 0 ? std::strerror(failure.os_error()) : failure.what();
  rlimit limit{};
  if (failure.code() == SQLITE_IOERR && getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    reason += "; this process may not make files larger than " + std::to_string(limit.rlim_cur) + " bytes (ulimit -f)";
  }
  return reason;
}

}  // namespace

StoreError to_store_error(const Failure& failure, const std::string& path) {
  const std::string file = "'" + path + "'";
  const std::string reason = reason_of(failure);
  const std::string full = "no space left to write " + file + "; Baton continues when there is space again";
  const auto error = [&](StoreError::Kind kind, const std::string& message) { return StoreError{kind, message, 0}; };

  if (failure.outcome_unknown) {
    return error(StoreError::Kind::UnknownOutcome,
                 failure.code() == SQLITE_FULL ? full : "writing " + file + " failed while committing: " + reason);
  }
  switch (failure.code()) {
    case SQLITE_FULL:
      return error(StoreError::Kind::Full, full);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(StoreError::Kind::Busy, file + " is locked by another program; close the program that has it open");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return error(StoreError::Kind::ReadOnly, file + " cannot be written (" + failure.what() + ")");
    case SQLITE_CORRUPT:
      return error(StoreError::Kind::Corrupt, file + " is damaged (" + failure.what() + "); restore it from a backup");
    case SQLITE_NOTADB:
      return error(StoreError::Kind::Corrupt,
                   file + " is not an SQLite database; choose another path, or restore it from a backup");
    case SQLITE_CANTOPEN:
      return error(StoreError::Kind::Unavailable, file + " cannot be opened: " + reason);
    case SQLITE_MISMATCH:  // a row, not the file
      return error(StoreError::Kind::Corrupt, "what is stored in " + file + " cannot be read: " + failure.what());
    case SQLITE_TOOBIG:
      return error(StoreError::Kind::Invalid, "a value is too long to be stored in " + file);
    default:
      return error(StoreError::Kind::Unavailable, file + " cannot be read or written now: " + reason);
  }
}

bool is_about_the_row(const Failure& failure) {
  return failure.code() == SQLITE_TOOBIG || failure.code() == SQLITE_CONSTRAINT;
}

bool breaks_connection(const Failure& failure) {
  return failure.outcome_unknown || failure.code() == SQLITE_IOERR || failure.code() == SQLITE_CORRUPT ||
         failure.code() == SQLITE_NOTADB;
}

}  // namespace baton::adapters::sqlite
