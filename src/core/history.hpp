// History: the append-only record of an instance's transitions, its audit trail.
//
// A record holds the event as handle() took it and what changed, as lifecycle events and `baton history` tell it.
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

enum class ChangeKind : std::uint8_t {
  WorkflowStarted,
  WorkflowSuspended,
  WorkflowResumed,
  WorkflowRetried,
  WorkflowCancelled,
  WorkflowFaulted,
  WorkflowCompleted,
  TaskStarted,
  TaskSkipped,  // its `if` was false
  TaskRetried,  // a call's or a block's next attempt is due after a delay
  TaskCancelled,
  TaskFaulted,
  TaskCompleted,
  CompensationStarted,  // of `task`
  CompensationCompleted,
  CompensationFaulted,
  EventIgnored,  // came too late or twice
  EventHandled,  // by a machine: `output` is the event,
  StateChanged,  //   the state it led to,
  IntentDecided  //   what the machine asked for
};

[[nodiscard]] std::string_view change_name(ChangeKind kind) noexcept;  // "task.started", …

struct Change {
  ChangeKind kind;
  TaskId task = kRootTask;
  std::uint32_t attempt = 1;    // TaskStarted, TaskRetried: which attempt begins
  Boxed<Problem> problem = {};  // …Faulted, TaskRetried
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
