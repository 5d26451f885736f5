#include "engine/requests/remove.hpp"

namespace baton::engine::requests {

// One that cannot be read can be removed nevertheless: the loop decides.
Result<InstanceId> Remove::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  const auto row = desk.row_of(id);
  if (!row && row.error().kind == Error::Kind::NotFound) return std::unexpected(row.error());
  if (auto noted = desk.note(caller, "remove", {&id.value, 1}); !noted) return std::unexpected(noted.error());
  return std::move(id);
}

}  // namespace baton::engine::requests
