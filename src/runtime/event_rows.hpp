// The stored form of events (docs/formats/store.md): a CloudEvent's structured JSON, found by a digest of its source and id.
#pragma once

#include "runtime/ports/store.hpp"

#include <baton/cloud_event.hpp>

namespace baton::runtime {

// The event must be a valid one. Its time in the log is set when it is committed.
[[nodiscard]] EventRow event_row(const CloudEvent& event);
// Corrupt if the body is no event.
[[nodiscard]] StoreResult<CloudEvent> event_of(const EventRow& row);

}  // namespace baton::runtime
