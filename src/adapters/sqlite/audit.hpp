// Keeps the audit trail.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace baton::adapters::sqlite {

class Audit {
 public:
  Audit(Database& database, Transactions& transactions);

  // As the ports say.
  void add(std::span<const runtime::AuditRow> rows);
  [[nodiscard]] std::vector<runtime::AuditRow> read(std::uint64_t before, std::size_t limit);

 private:
  Transactions& transactions_;
  Statement insert_;
  Statement forget_;
  Statement read_;
};

}  // namespace baton::adapters::sqlite
