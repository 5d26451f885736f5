// Extensions (`use.extensions`): tasks that run before and after others, woven into the program around what they extend.
//
//   a task that is extended, in its place:
//     for (one round, which keeps the task's raw input)
//       do
//         [switch: the task's own `if`]      does not hold: to the task, which is skipped
//         for each extension with `before`:
//           [switch: `when`]                 does not hold: to what is next
//           its tasks                        `exit` leaves the whole: the task does not run
//           set                              the raw input again
//         the task
//         for each flow directive of the task: do per extension with `after`, which puts out its input
//
// All but the tasks of the document and of the extensions is implicit: no history shows it.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/directives.hpp"
#include "dsl/tasks.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace baton::dsl {

[[nodiscard]] std::vector<Extension> read_extensions(Diagnostics& diagnostics, const Node& list);

// The task with its extensions; nullopt if none extends it.
[[nodiscard]] std::optional<core::TaskId> compile_extended(Compilation& compilation, std::string_view name,
                                                           const Node& definition, const Place& place,
                                                           const Siblings* siblings);

// Those that extend no task of the document, for their errors' sake.
void examine_extensions(Compilation& compilation);

}  // namespace baton::dsl
