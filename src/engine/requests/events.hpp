// What the event log holds.
#pragma once

#include "engine/desk.hpp"

#include <baton/events.hpp>

namespace baton::engine::requests {

struct Events {
  using Answer = EventPage;

  EventQuery query;

  [[nodiscard]] Result<Answer> at_desk(Desk& desk, const Caller&) && { return desk.events(query); }
};

}  // namespace baton::engine::requests
