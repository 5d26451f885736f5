// What a machine asks for, as the requests of its instance.
#pragma once

#include "core/hosted/hosted_transition.hpp"

#include <baton/detail/any_machine.hpp>

#include <optional>
#include <string>

namespace baton::core {

void ask(HostedTransition& transition, int format, detail::MachineStep::Asked asked);
// Why it cannot be asked for: an event that is none; nullopt if it can.
[[nodiscard]] std::optional<std::string> reason_not_to_ask(const HostedTransition& transition,
                                                           const MachineRequest& request);
// The data that goes out with it.
[[nodiscard]] Value data_of(const MachineRequest& request);

}  // namespace baton::core
