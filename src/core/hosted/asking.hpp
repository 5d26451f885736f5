// What a machine asks for, as the requests of its instance.
#pragma once

#include "core/hosted/hosted_transition.hpp"

#include <baton/detail/any_machine.hpp>

namespace baton::core {

void ask(HostedTransition& transition, int format, detail::MachineStep::Asked asked);
// The data that goes out with it.
[[nodiscard]] Value data_of(const MachineRequest& request);

}  // namespace baton::core
