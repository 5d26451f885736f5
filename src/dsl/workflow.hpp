// The document as a whole: its head, its components, its tasks.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/tree.hpp"

namespace baton::dsl {

// The program that the document describes. If the compilation's diagnostics have errors, it means nothing.
[[nodiscard]] core::Program compile_workflow(Compilation& compilation, const Node& root);

}  // namespace baton::dsl
