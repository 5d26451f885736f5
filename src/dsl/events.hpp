// Events in a document: what `emit` emits, and what `listen` and `schedule.on` wait for.
#pragma once

#include "core/event_filter.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>

namespace baton::dsl {

// `emit.event.with`: a template of an object. It has the members that the document gives.
[[nodiscard]] core::Template compile_event(Compilation& compilation, const Node& with, const Visible& visible);
// `listen.to`, `schedule.on`. Of one with errors the result means nothing.
[[nodiscard]] core::EventConsumption compile_consumption(Compilation& compilation, const Node& node,
                                                         const Visible& visible);
// `read` beside the strategy; its default if it is not there.
[[nodiscard]] core::EventReading read_event_reading(Diagnostics& diagnostics, const Node& owner);

}  // namespace baton::dsl
