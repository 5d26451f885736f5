// SQLite's failures in the words of the port: the one place that maps them.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <string>

namespace baton::adapters::sqlite {

[[nodiscard]] runtime::StoreError to_store_error(const Failure& failure, const std::string& path);

// A failure that concerns what was being written, not the store.
[[nodiscard]] bool is_about_the_row(const Failure& failure);

// A failure after which the connection must not be used further.
[[nodiscard]] bool breaks_connection(const Failure& failure);

}  // namespace baton::adapters::sqlite
