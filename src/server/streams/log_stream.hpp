// The event log as Server-Sent Events: one for each event of the log that the filter chooses, with its position as id, by which a client resumes.
// Where the log has dropped what comes next, or the client's last id is not in this log, an event `reset` comes first. The stream has no end.
#pragma once

#include "server/streams/event_stream.hpp"
#include "server/streams/log_tail.hpp"

#include <baton/awaitable.hpp>

#include <cstdint>
#include <memory>

namespace baton::server {

struct Following {
  EventFilter filter;
  std::uint64_t from = 1;   // this position and later ones
  std::uint64_t last = 0;   // the newest position of the log, a moment ago
  bool is_unknown = false;  // the client's last id is not in this log: it begins with the oldest
};
[[nodiscard]] std::shared_ptr<EventStream> log_stream(AsyncEngine engine, LogTail& tail, Following following);

}  // namespace baton::server
