// What the events of the whole instance do to a hosted program. core/lifecycle/ calls these.
#pragma once

#include "core/event.hpp"
#include "core/hosted/hosted_transition.hpp"
#include "core/lifecycle/events.hpp"

namespace baton::core {

// A start that the program refuses is recorded as refused, and the instance has not been started.
void begin(HostedTransition& transition, const Start& event);
// An answer, a timer, or an event from outside or from the event log. One that the program cannot handle is refused if it came from outside;
// otherwise it suspends the instance.
void on_progress(HostedTransition& transition, const EventBody& event);
// The event log has dropped what came until this position, and listeners that have not consumed it lose it.
void on_loss(HostedTransition& transition, std::uint64_t through);
// A cancel that undoes: a hosted program undoes by its own decisions, so there is nothing to wait for.
inline void begin_undoing(HostedTransition& transition) {
  cancel_at_once(transition);
}
// Its end is its own decision, so it is never retried: refusal() says so before.
inline void put_back_all(HostedTransition&) {}
// Nothing of it waits for its turn within a transition.
inline void run_ready(HostedTransition&) {}

}  // namespace baton::core
