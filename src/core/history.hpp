// History: the append-only record of an instance's transitions, its audit trail.
//
// A record holds the event as handle() took it and what changed, as lifecycle events and `baton history` show it.
#pragma once

#include "base/boxed.hpp"
#include "core/event.hpp"
#include "core/program.hpp"

#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::core {

// The numbers are stored: each keeps its meaning for ever, and a number that is given up is never used again.
enum class ChangeKind : std::uint8_t {
  WorkflowStarted = 0,
  WorkflowSuspended = 1,
  WorkflowResumed = 2,
  WorkflowRetried = 3,
  WorkflowCancelled = 4,
  WorkflowFaulted = 5,
  WorkflowCompleted = 6,
  TaskStarted = 7,
  TaskSkipped = 8,  // its `if` was false
  TaskRetried = 9,  // a call's or a block's next attempt is due, perhaps after a delay; it begins with a TaskStarted
  TaskCancelled = 10,
  TaskFaulted = 11,
  TaskCompleted = 12,
  CompensationStarted = 13,  // of `task`
  CompensationCompleted = 14,
  CompensationFaulted = 15,
  EventIgnored = 16,          // came too late or twice
  EventHandled = 17,          // by a machine: `output` is the event,
  StateChanged = 18,          //   the state it led to,
  IntentDecided = 19,         //   what the machine asked for
  EventRefused = 20,          // by a machine, and nothing has changed: `output` is the event, `problem` says why
  EventEmitted = 21,          // `output` is the event
  CorrelationStarted = 22,    // the task begins to listen
  EventConsumed = 23,         // by the task: `output` is the event
  CorrelationCompleted = 24,  // the task has all its events
};

[[nodiscard]] std::string_view change_name(ChangeKind kind) noexcept;  // "task.started", …

struct Change {
  ChangeKind kind;
  TaskId task = kRootTask;
  std::uint32_t attempt = 1;    // Task…: which one begins, is due or has ended; Workflow…: of the whole instance
  Boxed<Problem> problem = {};  // …Faulted, TaskRetried, EventRefused; WorkflowSuspended where nobody asked for it
  Value output = {};            // …Completed; the event, state or intent of a machine

  friend bool operator==(const Change&, const Change&) = default;
};

struct HistoryRecord {
  Revision revision;
  Event event;  // its seed is 0 if nothing was drawn from it
  std::vector<Change> changes;

  friend bool operator==(const HistoryRecord&, const HistoryRecord&) = default;
};

}  // namespace baton::core
