#include "core/listening.hpp"

#include "base/overloaded.hpp"
#include "core/hosted/listening.hpp"
#include "core/interpreter/listening.hpp"

namespace baton::core {

bool has_listened(const Instance& instance) {
  return std::visit([](const auto& state) { return state.next_listener > 1; }, instance.state);
}

std::vector<ReadyListener> ready_listeners(const Program& program, const Instance& instance) {
  if (instance.status != Status::Running && instance.status != Status::Waiting) return {};
  return std::visit(overloaded{[&](const WorkflowState& workflow) { return ready_listeners(program, workflow); },
                               [&](const HostedState& hosted) {
                                 return program.hosted ? ready_listeners(*program.hosted, hosted)
                                                       : std::vector<ReadyListener>();
                               }},
                    instance.state);
}

}  // namespace baton::core
