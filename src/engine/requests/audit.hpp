// The audit trail of what is in no instance's history, newest first.
#pragma once

#include "engine/desk.hpp"

#include <vector>

namespace baton::engine::requests {

struct Audit {
  using Answer = std::vector<AuditEntry>;

  std::uint64_t before = 0;  // the number of an entry; 0: from the newest
  std::size_t limit = 100;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.audit(before, limit); }
};

}  // namespace baton::engine::requests
