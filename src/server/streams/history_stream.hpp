// The history of an instance as Server-Sent Events: one for each entry, with the id "REVISION.POSITION", by which a client resumes. Where
// entries between the client's last one and the oldest that is left are gone, or the client's last one is not in this history, an event
// `reset` comes first. After the end of the instance comes `end`, and the stream ends.
#pragma once

#include "server/streams/event_stream.hpp"
#include "server/streams/watchers.hpp"

#include <baton/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace baton::server {

// The place of an entry.
struct Place {
  Revision revision;
  std::uint32_t position = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};
[[nodiscard]] std::optional<Place> place_from(std::string_view last_event_id);

// `after`: the last entry that the client has.
[[nodiscard]] std::shared_ptr<EventStream> history_stream(AsyncEngine engine, Watchers& watchers, InstanceId id,
                                                          std::optional<Place> after);

}  // namespace baton::server
