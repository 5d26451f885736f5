// One run of the engine's core in an ideal world: what the reference is compared with. Every operator answers at once,
// children run too, and time goes on only when there is nothing else to do. Nothing is stored.
#pragma once

#include "core/handle.hpp"
#include "simulation/reference/reference.hpp"

#include <baton/value.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::tests {

struct EngineOutcome {
  core::Instance instance;
  std::map<std::string, int> completed;  // by task reference, of the instance alone
};

// `more`: events that are published when nothing else is left to do, each time; none: there is no event log.
[[nodiscard]] EngineOutcome run_engine(const std::shared_ptr<const core::Program>& program,
                                       const std::shared_ptr<const core::Program>& child, const Value& input,
                                       const OperatorResult& operators, std::function<std::vector<Value>()> more = {});

}  // namespace baton::tests
