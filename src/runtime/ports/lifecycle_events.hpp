// Port: the events that tell of a transition. They are appended to the event log in the transition's own commit, so there are none of a
// transition that did not happen, and all of one that did.
#pragma once

#include "core/history.hpp"
#include "core/instance.hpp"
#include "core/program.hpp"
#include "runtime/ports/store.hpp"

#include <vector>

namespace baton::runtime {

class LifecycleEvents {
 public:
  LifecycleEvents() = default;
  LifecycleEvents(const LifecycleEvents&) = delete;
  LifecycleEvents& operator=(const LifecycleEvents&) = delete;
  virtual ~LifecycleEvents() = default;

  // In their order; the same for the same transition. `instance` is the state after the write, which may hold further transitions. The
  // runtime sets the time.
  [[nodiscard]] virtual std::vector<EventRow> events_of(const core::Program& program, const core::Instance& instance,
                                                        const core::HistoryRecord& record) = 0;
};

}  // namespace baton::runtime
