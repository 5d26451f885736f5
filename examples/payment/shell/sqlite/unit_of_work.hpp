// Transactions of SQLite as a baton::pattern::UnitOfWork.
// Threading: as the Database: one transaction at a time.
#pragma once

#include "database.hpp"

#include <baton/pattern/transactional.hpp>

#include <expected>
#include <string>
#include <utility>

namespace payment {

class SqliteUnitOfWork {
 public:
  struct Error {
    std::string message;
    bool may_be_committed = false;
  };

  class Session {
   public:
    using Part = baton::pattern::RequestPart;

    explicit Session(sqlite3& database) : database_(&database) {}
    Session(Session&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Session& operator=(Session&& other) noexcept {
      std::swap(database_, other.database_);
      return *this;
    }
    ~Session();  // rolls back what was not committed

    [[nodiscard]] std::expected<void, Error> commit();
    [[nodiscard]] sqlite3& handle() const noexcept { return *database_; }  // not after commit()

   private:
    sqlite3* database_;
  };

  explicit SqliteUnitOfWork(Database& database) : database_(database) {}

  [[nodiscard]] std::expected<Session, Error> begin();

 private:
  Database& database_;
};
static_assert(baton::pattern::UnitOfWork<SqliteUnitOfWork>);

}  // namespace payment
