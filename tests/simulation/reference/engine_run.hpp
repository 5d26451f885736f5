// One run of the engine's core in an ideal world: what the reference is compared with. Every operator answers at once,
// children run too, and time goes on only when there is nothing else to do. Nothing is stored.
#pragma once

#include "core/handle.hpp"
#include "simulation/reference/reference.hpp"

#include <baton/value.hpp>

#include <map>
#include <memory>
#include <string>

namespace baton::tests {

struct EngineOutcome {
  core::Instance instance;
  std::map<std::string, int> completed;  // by task reference, of the instance alone
};

[[nodiscard]] EngineOutcome run_engine(const std::shared_ptr<const core::Program>& program,
                                       const std::shared_ptr<const core::Program>& child, const Value& input,
                                       const OperatorResult& operators);

}  // namespace baton::tests
