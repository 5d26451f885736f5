// How a task ends with a result or an error, whatever its kind (DSL: "Data Flow", "Task Flow").
//
//   Active ── complete(): output.as, export.as, ledger, then ──▶ the parent's child_completed
//          └─ fault(): what runs inside is ended ─────────────▶ the parent's child_faulted
#pragma once

#include "core/interpreter/workflow_transition.hpp"

#include <baton/problem.hpp>

#include <expected>
#include <memory>
#include <optional>

namespace baton::core {

// Its `if` was false.
void skip(WorkflowTransition& transition, FrameId frame);

// The task has done its work. `then` overrides the task's own directive.
void complete(WorkflowTransition& transition, FrameId frame, Value raw_output,
              std::optional<Directive> then = std::nullopt);

// What `output` and `export` make of a raw output, of a Task or of an EventIterator; the context is exported (DSL: "Data Flow").
template <class Owner>
[[nodiscard]] std::expected<Value, Problem> produce(WorkflowTransition& transition, FrameId frame, const Owner& owner,
                                                    const Value& raw_output);

// The problem with the task as its `instance`, unless it has one.
[[nodiscard]] Problem raised_by(const WorkflowTransition& transition, FrameId frame, Problem problem);
// The task itself has failed.
void fault(WorkflowTransition& transition, FrameId frame, Problem problem);
// A fault from inside passes through this task; the retry point is the one that it had inside.
void pass_fault(WorkflowTransition& transition, FrameId frame, Problem problem,
                const std::shared_ptr<const RetryPoint>& retry_point);
// The fault after all inside has ended: the parent's turn.
void finish_fault(WorkflowTransition& transition, FrameId frame, Problem problem,
                  std::shared_ptr<const RetryPoint> retry_point);

// What a directive is for the list around, once one level of tasks is left.
[[nodiscard]] inline Directive outside(Directive directive) {
  --directive.levels;
  return directive;
}

}  // namespace baton::core
