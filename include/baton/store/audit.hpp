// Port: the audit trail of what is in no instance's history. Users read it by Queries::audit().
//
// Called from any thread. A call may wait for the store.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/rows.hpp>

#include <span>

namespace baton BATON_PUBLIC {
namespace store {

class Audit {
 public:
  Audit() = default;
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;
  virtual ~Audit() = default;

  // Adds the rows in one transaction, each with the next number in place of its own. Only the newest kMaxAuditRows are kept.
  [[nodiscard]] virtual StoreResult<void> add_audit(std::span<const AuditRow> rows) = 0;
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
