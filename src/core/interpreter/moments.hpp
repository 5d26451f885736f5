// The effects of the events of the whole instance on a workflow. core/lifecycle/ calls these.
#pragma once

#include "core/event.hpp"
#include "core/interpreter/entering.hpp"
#include "core/interpreter/workflow_transition.hpp"

namespace baton::core {

void begin(WorkflowTransition& transition, const Start& event);
// Continues with what the start says that it inherits (inherit.cpp).
void begin_fork(WorkflowTransition& transition, const Start& event);
// An answer, a timer or a turn: finds the task that it is for.
void on_progress(WorkflowTransition& transition, const EventBody& event);
// The log drops events up to that position, which may be suspended already. If a listener has not consumed one of them, the instance is
// suspended, with an error that names them; when it is resumed, it listens to those behind them.
void on_loss(WorkflowTransition& transition, std::uint64_t through);
// A cancel that undoes: ends what runs, undoes what has completed, then ends the instance.
void begin_undoing(WorkflowTransition& transition);
// Puts the tasks back that were in progress when the instance faulted.
void put_back_all(WorkflowTransition& transition);

}  // namespace baton::core
