// Unwinding: how a composite task ends the tasks inside it, and undoes those that have completed.
//
//   cancel children ──all gone──▶ undo entries, newest first ──none left──▶ next
//                                   (only if `compensate`)
//
//   next           who asks                                          then
//   Fault          a fault passes through                            the parent is notified
//   Complete       fork.compete has a winner; its work is spared     the fork completes
//   RepeatBlock    catch.retry                                       the next attempt, when it is due; if not all could be
//                                                                    undone, Fault
//   EndWorkflow    then: end of a task inside                        it completes, and then what is around it
//   EndCancelled   a cancel with compensation                        the instance is cancelled
//   Close          a cancel reached a frame that was unwinding       the frame is gone
#pragma once

#include "core/interpreter/workflow_transition.hpp"

#include <string_view>

namespace baton::core {

// The extension of a problem that says which compensations failed.
inline constexpr std::string_view kFailedCompensations = "failedCompensations";

void unwind(WorkflowTransition& transition, FrameId frame, Unwinding unwinding);

// A child of an unwinding frame is gone: continue.
void continue_unwinding(WorkflowTransition& transition, FrameId frame);

// The compensation that an unwinding frame runs has ended.
void compensation_ended(WorkflowTransition& transition, FrameId frame, const std::optional<Problem>& problem);

// The task has completed: what completed inside it is undone by its own compensation now, if it has one.
void remember_completed(WorkflowTransition& transition, FrameId frame, const Value& output);
// A call's outcome is not known, or came after its task was cancelled: it may have to be undone.
void remember_late(WorkflowTransition& transition, FrameId frame, std::optional<IntentKey> unknown);
// If the call is part of a compensation: it is unknown whether that has undone anything.
void note_unknown_undo(WorkflowTransition& transition, FrameId call);
// The outcome of a call that was unknown has become known.
void forget_unknown(WorkflowTransition& transition, const IntentKey& key);

}  // namespace baton::core
