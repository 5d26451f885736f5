// `schedule`: when instances of the workflow start by themselves (DSL: "Schedule").
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/tree.hpp"

namespace baton::dsl {

// document.metadata.timezone: of `schedule.cron`.
void read_time_zone(Compilation& compilation, const Node& node);
// document.metadata.schedule: what happens to runs that are missed or overlap. Who starts runs reads it in the document.
void check_schedule_rules(Diagnostics& diagnostics, const Node& node);
[[nodiscard]] core::Schedule compile_schedule(Compilation& compilation, const Node& node);

}  // namespace baton::dsl
