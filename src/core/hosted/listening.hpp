// A hosted program's listeners: which are open follows from what it says after each event.
#pragma once

#include "core/hosted/hosted_transition.hpp"
#include "core/listening.hpp"

#include <baton/detail/any_machine.hpp>

#include <optional>
#include <string>
#include <vector>

namespace baton::core {

// Why an instance cannot listen to this; nullopt if it can.
[[nodiscard]] std::optional<std::string> reason_not_to_listen(const Hosted& program, const HostedState& state,
                                                              const std::vector<detail::MachineStep::Listening>& all);
// From now on it listens to this, and to nothing else. A listener that is open already stays as it is.
void listen(HostedTransition& transition, const std::vector<detail::MachineStep::Listening>& all);

// The filter of an open listener; nullptr: the program has no such topic any more.
[[nodiscard]] const EventFilter* topic_of(const Hosted& program, const HostedListener& listener);
// Does the listener take the event, which is structured JSON?
[[nodiscard]] bool takes(const HostedTransition& transition, const HostedListener& listener, const Value& event);
// It needs the event of the log at this position no more.
void move_past(HostedTransition& transition, HostedListener& listener, std::uint64_t position);

[[nodiscard]] std::vector<ReadyListener> ready_listeners(const Hosted& program, const HostedState& state);

}  // namespace baton::core
