// Retry points: where a retry of a faulted instance would continue.
//
//   the frame itself faults           the frame and all inside it
//   the fault reaches a task around   that task too, with what still runs inside it beside the faulted part
//   it reaches the workflow's frame   so by now the point has every frame: a retry puts them back
//
// So a point costs only what is inside the frame that it has reached: a fault that is caught in one branch of a fork does
// not pay for the other branches. What runs beside the faulted task runs on until the fault reaches a task around both; that
// is when it is taken. Calls in flight are awaited after that; their outcomes are noted in the point.
#pragma once

#include "core/interpreter/workflow_transition.hpp"

#include <memory>

namespace baton::core {

// The frame itself faults. nullptr, here and below: no retry is possible, because something is being undone.
[[nodiscard]] std::shared_ptr<const RetryPoint> retry_point_at(const WorkflowTransition& transition, FrameId origin);

// A fault from inside reaches this frame, which has not ended anything yet. The task that passed it on is closed.
[[nodiscard]] std::shared_ptr<const RetryPoint> widened_to(const WorkflowTransition& transition, FrameId frame,
                                                           const std::shared_ptr<const RetryPoint>& point);

// The outcome of what a cancelled frame had in flight.
void note_in_retry_points(WorkflowTransition& transition, FrameId frame, const Outcome& outcome);

}  // namespace baton::core
