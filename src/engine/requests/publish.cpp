#include "engine/requests/publish.hpp"

#include "base/iso8601.hpp"
#include "core/events/limits.hpp"
#include "engine/limits.hpp"
#include "runtime/event_rows.hpp"

namespace baton::engine::requests {
namespace {

Error unusable_events(std::string why) {
  return Error{.kind = Error::Kind::InvalidArgument, .message = std::move(why)};
}

}  // namespace

Result<SteppedEngine::Publication> Publish::prepare(Desk& desk, const Caller&) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (events.size() > core::kMaxEventsInBatch) {
    return std::unexpected(unusable_events("there are " + std::to_string(events.size()) + " events; publish at most " +
                                           std::to_string(core::kMaxEventsInBatch) + " at once"));
  }
  SteppedEngine::Publication publication;
  std::size_t bytes = 0;
  for (CloudEvent& event : events) {
    if (event.id.empty()) event.id = desk.next_id();
    if (event.time.empty()) event.time = to_iso8601(desk.now());
    if (auto valid = check(event); !valid) {
      const std::string place = events.size() > 1 ? "event " + std::to_string(publication.ids.size() + 1) + ": " : "";
      return std::unexpected(unusable_events(place + valid.error().message));
    }
    publication.rows.push_back(runtime::event_row(event));
    publication.ids.push_back(std::move(event.id));
    bytes += publication.rows.back().body.size();
  }
  if (bytes > kMaxPublishedBytes) {
    return std::unexpected(unusable_events("the events are larger than the " +
                                           std::to_string(kMaxPublishedBytes >> 20) +
                                           " MiB that may be published at once; publish them in smaller batches"));
  }
  return publication;
}

}  // namespace baton::engine::requests
