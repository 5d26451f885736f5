// The shop's own database: what the operators change in the world. The engine knows nothing of it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;

namespace shop {

using Parameter = std::variant<std::int64_t, std::string>;

// Throws std::runtime_error when SQLite fails: to the engine, a call whose outcome is not known.
class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // All or nothing, and only one thread at a time.
  template <class Work>
  auto transaction(Work work) {
    const std::scoped_lock lock(mutex_);
    execute("BEGIN IMMEDIATE");
    try {
      auto result = work();
      execute("COMMIT");
      return result;
    } catch (...) {
      execute("ROLLBACK");
      throw;
    }
  }

  // How many rows it changed.
  int execute(std::string_view sql, const std::vector<Parameter>& parameters = {});
  // The first column of the first row; 0 if there is none.
  std::int64_t number(std::string_view sql, const std::vector<Parameter>& parameters = {});

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::mutex mutex_;
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace shop
