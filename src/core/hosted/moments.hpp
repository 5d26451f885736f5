// What the events of the whole instance do to a hosted program. core/lifecycle/ calls these.
#pragma once

#include "core/event.hpp"
#include "core/hosted/hosted_transition.hpp"

namespace baton::core {

void begin(HostedTransition& transition, const Start& event);
// An answer, a timer or an event from outside.
void on_progress(HostedTransition& transition, const EventBody& event);
// A cancel that undoes: a hosted program undoes by its own decisions, so there is nothing to wait for.
void begin_undoing(HostedTransition& transition);
// Its end is its own decision, so it is never retried: refusal() says so before.
inline void put_back_all(HostedTransition&) {}
// Nothing of it waits for its turn within a transition.
inline void run_ready(HostedTransition&) {}

}  // namespace baton::core
