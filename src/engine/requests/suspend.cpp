#include "engine/requests/suspend.hpp"

namespace baton::engine::requests {

// It only stops: what it calls need not be registered.
Result<Command> Suspend::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  return Command{.id = std::move(id), .event = core::Suspend{}, .caller = caller.name, .only_at = only_at};
}

}  // namespace baton::engine::requests
