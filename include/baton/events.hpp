// The event log: the CloudEvents that a store keeps, numbered in the order in which they became durable.
//
//   auto at = engine.publish({.id = "p-1", .source = "/bank", .type = "payment.received", .data = payment}).or_exit();
//   for (const auto& logged : engine.events({.from = at.position}).or_exit().events) show(logged.event);
//   auto following = engine.subscribe({.type = "payment.received"}, last_handled + 1, [&](const baton::EventNews& news) {
//     if (const auto* logged = std::get_if<baton::LoggedEvent>(&news)) handle(logged->event), last_handled = logged->position;
//   }).or_exit();
//
// Positions are 1, 2, 3, …, without a gap. A reader that remembers the last one it has handled continues after it, in another process too. The log
// does not keep events for ever (EventRetention): a reader that asks for dropped ones gets an EventGap.
#pragma once

#include <baton/cloud_event.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

// The result of a publish.
struct PublishedEvent {
  std::uint64_t position = 0;
  // False: the log knew an event of this source and id, which is at that position, and has not appended another. After a commit of unknown
  // outcome it may be the published event itself.
  bool is_new = true;
  std::string id;  // the event's; drawn, if it had none

  friend bool operator==(const PublishedEvent&, const PublishedEvent&) = default;
};

struct LoggedEvent {
  std::uint64_t position = 0;
  Timestamp appended_at;
  CloudEvent event;

  friend bool operator==(const LoggedEvent&, const LoggedEvent&) = default;
};

// The log has dropped these events: from the first position to the last one.
struct EventGap {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  friend bool operator==(const EventGap&, const EventGap&) = default;
};

// Each that is not empty must be equal.
struct EventFilter {
  std::string type = {};
  std::string source = {};
  std::string subject = {};
};

struct EventQuery {
  std::uint64_t from = 1;   // this position and later ones
  std::size_t limit = 100;  // at most 1,000
  EventFilter filter = {};
};

struct EventPage {
  std::vector<LoggedEvent> events;
  std::optional<EventGap> gap = {};  // of what was asked for
  // Where the next page begins. While it is not greater than `last`, there may be more, also if this page has fewer events than its limit
  // or none: one page looks at 10,000 events, and holds about 16 MiB of them.
  std::uint64_t next = 1;
  std::uint64_t last = 0;  // the newest position of the log
};

using EventNews = std::variant<LoggedEvent, EventGap>;
using EventSubscriber = std::function<void(const EventNews&)>;

// How long the log keeps events: until one of these is reached. Trimmed while events are appended, so an idle log keeps them longer.
// Independently of it, an event is not appended again within 24 hours of its first time, as long as no 10,000,000 others came after it.
//
// An event that an instance waits for and has not consumed yet, because it is suspended or handles another one, stays longer, with all that
// come after it: until one of the `held_` limits is reached. Then the instance is suspended, and its error names the events that it loses.
struct EventRetention {
  Duration age = std::chrono::hours{24};
  std::uint64_t events = 10'000'000;
  std::uint64_t bytes = std::uint64_t{1} << 30;  // of their JSON
  Duration held_age = std::chrono::hours{24 * 7};
  std::uint64_t held_events = 40'000'000;
  std::uint64_t held_bytes = std::uint64_t{4} << 30;
};

}  // namespace baton BATON_PUBLIC
