// The layout of the database file, version by version; docs/formats/store.md says what it means.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <optional>
#include <string>

namespace baton::adapters::sqlite {

// Says why the file cannot be used as it is: another application's, or a newer Baton's. Changes nothing.
[[nodiscard]] std::optional<runtime::StoreError> reason_not_to_use(Database& database, const std::string& path);

// Is the file written in an older layout, or empty?
[[nodiscard]] bool needs_migration(Database& database);

// Brings an empty or older file to the present layout, in one transaction.
void migrate(Database& database);

}  // namespace baton::adapters::sqlite
