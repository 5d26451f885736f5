// Processes that `run` starts, beside workflows: containers, scripts, shell commands (DSL: "Run").
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>

namespace baton::dsl {

// A process that is checked and cannot run yet.
struct Process {
  std::string_view name;   // `run: {shell: …}`
  std::string_view title;  // "shell commands"
  core::Template (*compile)(Compilation&, const Node&, const Visible&);
};
// nullptr: there is none of that name.
[[nodiscard]] const Process* find_process(std::string_view name);

// {"shell": {…}, "await", "return"}, with all defaults; of `run`, in which the process stands.
[[nodiscard]] std::optional<core::Template> compile_process(Compilation& compilation, const Node& run,
                                                            const Process& process, const Visible& visible);

}  // namespace baton::dsl
