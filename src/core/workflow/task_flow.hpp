// What every task goes through, whatever its kind (DSL: "Data Flow", "Task Flow").
//
//   Ready ── if is false ──▶ skipped, its raw input goes on
//     │ input.from
//   Active ── start() of its kind … ──▶ complete(): output.as, export.as, ledger, then
//     │                            └──▶ fault(): what runs inside is ended, then the parent is told
//     └──── cancel(): ends without a result
#pragma once

#include "core/workflow/transition.hpp"

#include <baton/problem.hpp>

#include <memory>
#include <optional>

namespace baton::core {

// Enters ready frames until none is left or the budget is spent; then asks for another turn.
void run_ready(Transition& transition);

// The task has done its work. `then` overrides the task's own directive.
void complete(Transition& transition, FrameId frame, Value raw_output, std::optional<Directive> then = std::nullopt);

// The task has failed of itself: here the problem gets its `instance`.
void fault(Transition& transition, FrameId frame, Problem problem);
// A fault from inside goes through this task; the retry point is the one that it had inside.
void pass_fault(Transition& transition, FrameId frame, Problem problem,
                const std::shared_ptr<const RetryPoint>& retry_point);
// The fault after all inside has ended: the parent's turn.
void finish_fault(Transition& transition, FrameId frame, Problem problem,
                  std::shared_ptr<const RetryPoint> retry_point);

// The task's time is up.
void time_out(Transition& transition, FrameId frame);

// Ends the task and all inside it. What is in flight is awaited: the frame may stay until then.
void cancel(Transition& transition, FrameId frame);
// What a cancelled frame had in flight has come to this.
void drained(Transition& transition, FrameId frame, const Outcome& outcome);
// A cancelled frame goes; whoever waited for that goes on.
void leave(Transition& transition, FrameId frame);

// The end of the instance.
void end_instance(Transition& transition, Status status);

}  // namespace baton::core
