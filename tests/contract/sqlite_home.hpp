// A SQLite store in a directory of its own, and a look into its file that goes past the store.
#pragma once

#include "adapters/sqlite/sqlite_store.hpp"
#include "contract/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace baton::testing {

using adapters::OpenMode;

inline runtime::StoreResult<std::unique_ptr<runtime::Store>> try_open(const std::string& path,
                                                                      OpenMode mode = OpenMode::Write) {
  return adapters::open_sqlite_store(path, mode);
}

inline std::unique_ptr<runtime::Store> open_store(const std::string& path, OpenMode mode = OpenMode::Write) {
  auto store = try_open(path, mode);
  EXPECT_TRUE(store.has_value()) << store.error().message;
  return store ? *std::move(store) : nullptr;
}

// The error that opening must give.
inline runtime::StoreError open_error(const std::string& path, OpenMode mode = OpenMode::Write) {
  auto store = try_open(path, mode);
  EXPECT_FALSE(store.has_value()) << path;
  return store ? runtime::StoreError{} : store.error();
}

inline void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace baton::testing
