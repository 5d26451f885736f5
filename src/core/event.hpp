// Event: what happened; an input of handle(). Time and randomness come in with it.
#pragma once

#include "base/boxed.hpp"
#include "core/intent.hpp"

#include <baton/ids.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace baton::core {

struct Parent {
  InstanceId instance;
  IntentKey start;          // the StartChild that began this child
  bool awaits = true;       // it is notified how this child ends
  std::uint32_t above = 1;  // how many instances are above this child: its parent, the parent of that, …

  friend bool operator==(const Parent&, const Parent&) = default;
};

// Where a fork was forked from: another instance, as it was at a revision.
struct Origin {
  InstanceId instance;
  Revision revision;

  friend bool operator==(const Origin&, const Origin&) = default;
};
struct Inherited;  // instance.hpp

// The first event of an instance.
struct Start {
  std::string run_id;  // random; the first part of every key
  Value input;
  Boxed<Parent> parent;
  // Of a fork: where it comes from, and what it continues with. Without the latter it is refused.
  Boxed<Origin> origin = {};
  std::shared_ptr<const Inherited> inherited = {};

  friend bool operator==(const Start& left, const Start& right);
};

// The outcome of a Call or of an awaited child; of a child that nobody awaits: whether it has been started.
struct Answer {
  IntentKey key;
  Outcome outcome;
  std::uint32_t attempt = 1;  // Pending::attempt
  bool overtakes = false;     // an earlier attempt has not been answered, and may have an effect yet

  friend bool operator==(const Answer&, const Answer&) = default;
};

// What was asked under this key has been received; no other answer follows.
struct Acknowledged {
  IntentKey key;

  friend bool operator==(const Acknowledged&, const Acknowledged&) = default;
};

struct TimerFired {
  TimerId timer;

  friend bool operator==(const TimerFired&, const TimerFired&) = default;
};

// The turn that a Yield asked for.
struct Continue {
  IntentKey key;

  friend bool operator==(const Continue&, const Continue&) = default;
};

struct Cancel {
  bool compensate = false;

  friend bool operator==(const Cancel&, const Cancel&) = default;
};
struct Suspend {
  friend bool operator==(const Suspend&, const Suspend&) = default;
};
struct Resume {
  friend bool operator==(const Resume&, const Resume&) = default;
};
struct Retry {
  friend bool operator==(const Retry&, const Retry&) = default;
};

// An event for a machine, from outside. One with the source and id of an earlier one is the same event, sent again.
struct Deliver {
  Value event;
  int format = 1;      // in which the machine wrote it
  std::string source;  // the sender's name, and the event's id there; both empty: no other event counts as the same
  std::string id;

  friend bool operator==(const Deliver&, const Deliver&) = default;
};

// An event of the event log, for a listener that waits for it.
struct Arrival {
  ListenerId listener{};
  std::uint64_t position = 0;  // in the log
  // As structured JSON. Null: the log is about to drop all events up to that one, and no listener of the instance can take them any more.
  Value event;

  friend bool operator==(const Arrival&, const Arrival&) = default;
};

// A CloudEvent that was sent to this instance alone: for whatever listens for it there. It is in no log, and one with the source and id of an
// earlier one is the same event, sent again.
struct Offer {
  Value event;  // as structured JSON

  friend bool operator==(const Offer&, const Offer&) = default;
};

using EventBody = std::variant<Start, Answer, Acknowledged, TimerFired, Continue, Cancel, Suspend, Resume, Retry,
                               Deliver, Arrival, Offer>;

// Does a client send it, to be handled by the instance or refused?
[[nodiscard]] bool is_sent(const EventBody& event);

struct Event {
  Timestamp at;            // never earlier than the instance's previous event
  std::uint64_t seed = 0;  // of backoff jitter
  // The caller's name, never a credential. Empty: no name was given. It is only for the history: no
  // decision depends on it.
  std::string caller = {};
  std::uint64_t log = 0;  // the position of the last event in the event log
  EventBody body;

  friend bool operator==(const Event&, const Event&) = default;
};

}  // namespace baton::core
