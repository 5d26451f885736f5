// How a task begins (DSL: "Data Flow", "Task Flow").
//
//   Ready ── if is false ──▶ skipped, its raw input is its output
//     │ input.from, timeout
//   Active ── start() of its kind
#pragma once

#include "core/interpreter/workflow_transition.hpp"

namespace baton::core {

// Enters ready frames until none is left or the budget is spent; then asks for another turn.
void run_ready(WorkflowTransition& transition);

}  // namespace baton::core
