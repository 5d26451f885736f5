// What the loop needs to know of an instance's listeners, and how an event reaches its task (listen.cpp).
#pragma once

#include "core/event.hpp"
#include "core/instance.hpp"
#include "core/interpreter/workflow_transition.hpp"
#include "core/program.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::core {

// A listener that could take an event now. Found by the same names as its SetListener.
struct ReadyListener {
  ListenerId id{};
  std::string pattern;
  std::string correlation;
  std::uint64_t position = 0;  // it needs the events after this one

  friend bool operator==(const ReadyListener&, const ReadyListener&) = default;
};
// Has it ever had a listener?
[[nodiscard]] inline bool has_listened(const Instance& instance) {
  const auto* workflow = std::get_if<WorkflowState>(&instance.state);
  return workflow != nullptr && workflow->next_listener > 1;
}
// Those of an instance that is not suspended, whose task does not handle an event at the moment.
[[nodiscard]] std::vector<ReadyListener> ready_listeners(const Program& program, const Instance& instance);

// The filter of a listener that a task has opened.
[[nodiscard]] const EventFilter& filter_of(const Program& program, TaskId task, const Listener& listener);
// The identities of the filters of all that listens inside the task.
[[nodiscard]] std::vector<std::string> filters_within(const Program& program, TaskId task);

// The event for one of the listeners. One that has come before, or that the whole filter does not let pass, is ignored.
void on_arrival(WorkflowTransition& transition, const Arrival& event);

}  // namespace baton::core
