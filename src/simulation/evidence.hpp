// Evidence: what is known of a simulated run after it. What the world outside saw, in order, and what is stored in the
// end. Checkers and findings are functions of it.
#pragma once

#include "core/handle.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::simulation {

// The runtime sent a call out.
struct Begun {
  InstanceId instance;
  IntentKey key;
  std::uint32_t attempt;
  core::Call call;
  Revision stored;  // the instance as the store had it at that time
  Status status;
};
// The operator did what the call asks for: the effect. At most once for a key; it knows the keys it has served.
struct Performed {
  InstanceId instance;
  IntentKey key;
  std::uint32_t attempt;
  std::uint64_t process;  // which made the call
};
// The operator refused: nothing was done.
struct Declined {
  InstanceId instance;
  IntentKey key;
};
// The runtime withdrew a call that it had sent out.
struct Withdrawn {
  InstanceId instance;
  IntentKey key;
  std::uint32_t attempt;
  std::uint64_t process;
  bool is_dropped;  // it never reached its operator, and will not
};
// The runtime was given the outcome of a call.
struct Answered {
  InstanceId instance;
  IntentKey key;
  std::uint32_t attempt;
  std::uint64_t process;  // which made the call
  bool was_made;
  core::Outcome outcome;
};
// A transition was announced: it has been saved.
struct Moved {
  InstanceId instance;
  core::HistoryRecord record;
};
// A client's Cancel, Suspend, Resume, Retry, Deliver or Offer was put to the runtime.
struct Commanded {
  InstanceId instance;
  core::EventBody command;
};
// A client has been told that its event for a machine is durable.
struct Accepted {
  InstanceId instance;
  core::EventBody event;  // a Deliver or an Offer
};
// A client has asked for this event to be published, perhaps not for the first time.
struct Published {
  std::string key;
};
// A client has been told that its event is at that position of the event log.
struct Logged {
  std::string key;
  std::uint64_t position;
};
// Something went wrong on purpose; `what` is for people.
struct Mishap {
  std::string what;
};
// The process ended without warning; a new one continues what is stored.
struct Crashed {};

using Happening = std::variant<Begun, Performed, Declined, Withdrawn, Answered, Moved, Commanded, Accepted, Published,
                               Logged, Mishap, Crashed>;

struct Entry {
  Timestamp clock;  // what the process took for the time
  Happening what;
};

// The type of an event that tells of a transition. Its body is the instance's id, its run and the revision.
inline constexpr std::string_view kTransitionEvent = "transition";

struct InstanceEvidence {
  runtime::ProgramPtr program;
  core::Instance stored;
  std::vector<core::HistoryRecord> history;  // from the first revision
};

struct Evidence {
  std::vector<Entry> log;
  std::map<std::string, InstanceEvidence> instances;  // by id, children too
  std::vector<runtime::EventRow> events;              // the event log, with what it has dropped
  // By instance and revision: the oldest position that the log held when the transition was announced, where it drops events.
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> oldest_event;
  std::vector<runtime::EventRow> followed;      // what one who follows it has been given
  std::map<std::string, core::TaskId> unheard;  // by instance: a task that waits for an event nobody could make
  std::vector<std::string> contradictions;      // what the world itself found wrong: "rule: what happened"
  bool at_rest = false;                         // nothing was left to do
  std::uint64_t actions = 0;
  std::uint64_t crashes = 0;
};

}  // namespace baton::simulation
