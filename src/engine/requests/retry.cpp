#include "engine/requests/retry.hpp"

namespace baton::engine::requests {

Result<Command> Retry::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (auto possible = desk.can_continue(id); !possible) return std::unexpected(possible.error());
  if (auto possible = desk.can_family_continue(id); !possible) return std::unexpected(possible.error());
  return Command{.id = std::move(id), .event = core::Retry{}, .caller = caller.name, .only_at = only_at};
}

}  // namespace baton::engine::requests
