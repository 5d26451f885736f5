#include "adapters/sqlite/audit.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace baton::adapters::sqlite {
namespace {

std::int64_t number_of(std::uint64_t number) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min(number, most));
}

}  // namespace

Audit::Audit(Database& database, Transactions& transactions)
    : transactions_(transactions),
      insert_(database, "INSERT INTO audit(at, caller, action, subject) VALUES(?1, ?2, ?3, ?4)"),
      forget_(database, "DELETE FROM audit WHERE a <= (SELECT max(a) FROM audit) - ?1"),
      read_(database,
            "SELECT a, at, caller, action, subject FROM audit WHERE ?1 = 0 OR a < ?1 ORDER BY a DESC LIMIT ?2") {}

// The numbers have no gaps: rows are only added, and the oldest deleted.
void Audit::add(std::span<const runtime::AuditRow> rows) {
  auto transaction = transactions_.write();
  for (const runtime::AuditRow& row : rows) insert_.execute(row.at, row.caller, row.action, row.subject);
  forget_.execute(number_of(runtime::kMaxAuditRows));
  transaction.commit();
}

std::vector<runtime::AuditRow> Audit::read(std::uint64_t before, std::size_t limit) {
  std::vector<runtime::AuditRow> rows;
  Query query = read_.query(number_of(before), number_of(limit));
  while (query.next()) {
    rows.push_back({.number = static_cast<std::uint64_t>(query.number(0)),
                    .at = query.time(1),
                    .caller = std::string(query.text(2)),
                    .action = std::string(query.text(3)),
                    .subject = std::string(query.text(4))});
  }
  return rows;
}

}  // namespace baton::adapters::sqlite
