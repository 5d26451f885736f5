// How a task is ended from outside: by its timeout or a cancel.
#pragma once

#include "core/interpreter/workflow_transition.hpp"

namespace baton::core {

// The task's time is up.
void time_out(WorkflowTransition& transition, FrameId frame);

// The fault of a task whose time is up, once nothing of it is in flight.
void fault_for_timeout(WorkflowTransition& transition, FrameId frame);

// Ends the task and all inside it. What is in flight is awaited: the frame may stay until then.
void cancel(WorkflowTransition& transition, FrameId frame);
// The outcome of what a cancelled frame had in flight.
void drained(WorkflowTransition& transition, FrameId frame, const Outcome& outcome);
// The frame that was cancelled is closed; a task around that waited for it continues.
void finish_cancel(WorkflowTransition& transition, FrameId frame);

}  // namespace baton::core
