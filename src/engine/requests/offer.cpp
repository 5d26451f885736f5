#include "engine/requests/offer.hpp"

#include "base/iso8601.hpp"
#include "engine/limits.hpp"

#include <string>
#include <utility>

namespace baton::engine::requests {

Result<Command> Offer::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (event.id.empty()) event.id = desk.next_id();
  if (event.time.empty()) event.time = to_iso8601(desk.now());
  if (auto valid = check(event); !valid) return std::unexpected(valid.error());
  if (event.source.size() > kMaxEventName || event.id.size() > kMaxEventName) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "the source and the id of an event that is sent must be at most " +
                                            std::to_string(kMaxEventName) + " bytes each"});
  }
  if (const auto row = desk.row_of(id); !row) return std::unexpected(row.error());
  if (auto possible = desk.can_continue(id); !possible) return std::unexpected(possible.error());
  return Command{.id = std::move(id), .event = core::Offer{to_value(event)}, .caller = caller.name, .only_at = only_at};
}

}  // namespace baton::engine::requests
