#include "unit_of_work.hpp"

namespace payment {

std::expected<SqliteUnitOfWork::Session, SqliteUnitOfWork::Error> SqliteUnitOfWork::begin() {
  // Immediate: that somebody else writes is found out now, and not after half of the work.
  if (auto begun = run_script(database_.handle(), "BEGIN IMMEDIATE"); !begun) {
    return std::unexpected(Error{.message = std::move(begun).error().message});
  }
  return Session(database_.handle());
}

SqliteUnitOfWork::Session::~Session() {
  if (database_ != nullptr) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

std::expected<void, SqliteUnitOfWork::Error> SqliteUnitOfWork::Session::commit() {
  auto committed = run_script(*database_, "COMMIT");
  if (committed) {
    database_ = nullptr;
    return {};
  }
  // A transaction that is still open was not committed. One that is gone may be on the disk or not.
  return std::unexpected(Error{.message = std::move(committed).error().message,
                               .may_be_committed = sqlite3_get_autocommit(database_) != 0});
}

}  // namespace payment
