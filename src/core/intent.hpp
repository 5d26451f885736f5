// Intent: a request of an instance to the world; an output of handle(). A closed set, the same for every style of program.
//
// All but the timers stay pending in the instance until the world has answered, so that recovery can issue them again
// under the same key. Timers are rows of the store; setting and clearing them is part of the commit.
#pragma once

#include "base/indirect.hpp"
#include "core/program.hpp"

#include <baton/cloud_event.hpp>
#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::core {

// Call an operator's method, or the outside system that the kind means. Answered by Answer.
struct Call {
  TaskId task;
  CallKind kind = CallKind::Operator;
  std::string function;   // "payment.charge", "http"
  Value arguments;        // where `deferred`: what resolve_call() needs to evaluate them, as it captured it
  bool deferred = false;  // the arguments mention $secrets, which never enter the core
  bool idempotent = true;
  std::uint32_t attempt = 1;
  std::optional<Timestamp> deadline;  // when the task's timeout ends it
  // What the operator is given as the idempotency key, where that is not the key of the request: several instances may undo
  // the same thing (Unwinding::undo_key), and each has keys of its own.
  std::string as = {};

  friend bool operator==(const Call&, const Call&) = default;
};

// Start another instance. Awaited: answered when it has ended; otherwise when it has been started, or could not be.
struct StartChild {
  Indirect<DefinitionName> workflow;
  Value input;
  bool await = true;
  InstanceId id = {};  // empty: it derives from this intent's key. It may be no id, and it may be another instance's.
  std::uint64_t log = 0;  // the child listens to what comes after this position of the event log

  friend bool operator==(const StartChild&, const StartChild&) = default;
};

// Cancel the child that `start` began, with its compensation. Answered by Acknowledged.
struct CancelChild {
  IntentKey start;
  InstanceId id = {};  // StartChild::id

  friend bool operator==(const CancelChild&, const CancelChild&) = default;
};

// How a call or a child ended. Unknown: it may or may not have happened.
struct Succeeded {
  Value output;

  friend bool operator==(const Succeeded&, const Succeeded&) = default;
};
struct Failed {
  Indirect<Problem> problem;

  friend bool operator==(const Failed&, const Failed&) = default;
};
struct OutcomeUnknown {
  Indirect<Problem> problem;

  friend bool operator==(const OutcomeUnknown&, const OutcomeUnknown&) = default;
};
using Outcome = std::variant<Succeeded, Failed, OutcomeUnknown>;

// Notify the parent how this child ended. Answered by Acknowledged.
struct Notify {
  InstanceId parent;
  IntentKey start;
  Outcome outcome;

  friend bool operator==(const Notify&, const Notify&) = default;
};

// Come back to this instance with Continue: it has more to do without the world, after others had their turn.
struct Yield {
  friend bool operator==(const Yield&, const Yield&) = default;
};

struct SetTimer {
  TimerId timer;
  Timestamp due;

  friend bool operator==(const SetTimer&, const SetTimer&) = default;
};
struct ClearTimer {
  TimerId timer;

  friend bool operator==(const ClearTimer&, const ClearTimer&) = default;
};

// The instance waits for events that are found by this pattern and correlation, after this position of the event log: a row of the store,
// set, or moved to a later position. As with timers, that is part of the commit, and never pending.
struct SetListener {
  ListenerId listener;
  std::string pattern;
  std::string correlation;
  std::uint64_t position = 0;

  friend bool operator==(const SetListener&, const SetListener&) = default;
};
struct ClearListener {
  ListenerId listener;

  friend bool operator==(const ClearListener&, const ClearListener&) = default;
};

// Append to the event log, in the commit of the decision.
struct Emit {
  CloudEvent event;  // a valid one

  friend bool operator==(const Emit&, const Emit&) = default;
};

// Nobody waits any more for the answer to this attempt of a call: its caller may drop it or abort it. It may come to
// a call that was never made, or that has been answered meanwhile, and it is not stored: after a crash there is nothing to withdraw.
struct Withdraw {
  CallKind kind = CallKind::Operator;
  IntentKey key;
  std::uint32_t attempt = 1;

  friend bool operator==(const Withdraw&, const Withdraw&) = default;
};

using Request = std::variant<Call, StartChild, CancelChild, Notify, Yield>;

// A request as issued, under its key. A call whose outcome stayed unknown may be made again under the key that it had; the
// answer says to which of these attempts it is the answer.
struct Pending {
  IntentKey key;
  Request request;
  std::uint32_t attempt = 1;  // under this key

  friend bool operator==(const Pending&, const Pending&) = default;
};

using Intent = std::variant<Pending, SetTimer, ClearTimer, Withdraw, SetListener, ClearListener, Emit>;

// The child that a StartChild with this key starts: the one that it names, or one whose id derives from the key.
[[nodiscard]] InstanceId child_id(const IntentKey& start, const InstanceId& named = {});

}  // namespace baton::core
