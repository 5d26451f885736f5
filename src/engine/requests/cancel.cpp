#include "engine/requests/cancel.hpp"

namespace baton::engine::requests {

// Without compensation nothing is called: it would not fault for lack of an operator.
Result<Command> Cancel::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (options.compensate) {
    if (auto possible = desk.can_be_cancelled(id); !possible) return std::unexpected(possible.error());
  }
  if (auto possible = desk.can_family_be_cancelled(id); !possible) return std::unexpected(possible.error());
  return Command{.id = std::move(id),
                 .event = core::Cancel{.compensate = options.compensate},
                 .caller = caller.name,
                 .only_at = only_at};
}

}  // namespace baton::engine::requests
