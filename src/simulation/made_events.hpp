// Events for those who listen, where nobody else publishes any: made from what a listener waits for, and from what the author of the workflow
// says is in such events.
#pragma once

#include "simulation/choices.hpp"

#include "core/events/matching.hpp"

#include <baton/cloud_event.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::simulation {

// What events of a type hold as data: one of these.
struct MockedEvent {
  std::string type;
  std::vector<Value> data;  // at least one
};

// A listener that is open.
struct Awaited {
  const core::EventFilter& filter;
  const core::ExpectedValues& expected;
};

class MadeEvents {
 public:
  explicit MadeEvents(std::vector<MockedEvent> mocks = {}) : mocks_(std::move(mocks)) {}

  // One that the filter lets pass, with data that is drawn from those that it lets pass; `number` makes it another event. nullopt: none could
  // be made, because the filter computes what it wants.
  [[nodiscard]] std::optional<CloudEvent> event_for(const Awaited& awaited, std::uint64_t number,
                                                    Choices& choices) const;

 private:
  std::vector<MockedEvent> mocks_;
};

}  // namespace baton::simulation
