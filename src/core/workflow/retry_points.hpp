// Retry points: where a retry of a faulted instance would go on.
//
// The point is made where a fault begins and carried along with it, up to the workflow's frame. What runs beside the
// faulted task goes on until the fault reaches a task around both; so at each step up, all but the faulted part is taken
// anew. Calls in flight are awaited after that; what they come to is noted in the point.
#pragma once

#include "core/workflow/transition.hpp"

#include <memory>

namespace baton::core {

// The frame faults of itself. nullptr, here and below: there is no way back, something is being undone.
[[nodiscard]] std::shared_ptr<const RetryPoint> retry_point_at(const Transition& transition, FrameId origin);

// The fault leaves this frame, which is still there; no task inside it is.
[[nodiscard]] std::shared_ptr<const RetryPoint> carried_out_of(const Transition& transition, FrameId frame,
                                                               std::shared_ptr<const RetryPoint> point);

// What a cancelled frame had in flight has come to this.
void note_in_retry_points(Transition& transition, FrameId frame, const Outcome& outcome);

}  // namespace baton::core
