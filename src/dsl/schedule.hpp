// `schedule`: when instances of the workflow start by themselves (DSL: "Schedule").
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/tree.hpp"

namespace baton::dsl {

[[nodiscard]] core::Schedule compile_schedule(Compilation& compilation, const Node& node);

}  // namespace baton::dsl
