// A workflow's listeners, and how an event reaches its task (listen.cpp).
#pragma once

#include "core/event.hpp"
#include "core/interpreter/workflow_transition.hpp"
#include "core/listening.hpp"
#include "core/program.hpp"

#include <string>
#include <vector>

namespace baton::core {

// Those whose task does not handle an event at the moment.
[[nodiscard]] std::vector<ReadyListener> ready_listeners(const Program& program, const WorkflowState& workflow);

// The filter of a listener that a task has opened.
[[nodiscard]] const EventFilter& filter_of(const Program& program, TaskId task, const Listener& listener);
// The identities of the filters of all that listens inside the task.
[[nodiscard]] std::vector<std::string> filters_within(const Program& program, TaskId task);

// The event for one of the listeners. One that has come before, or that the whole filter does not let pass, is ignored.
void on_arrival(WorkflowTransition& transition, const Arrival& event);
// An event from outside the log, for each listener that could take one now. False: none of them takes it, and nothing has changed.
[[nodiscard]] bool on_offer(WorkflowTransition& transition, const Offer& event);

}  // namespace baton::core
