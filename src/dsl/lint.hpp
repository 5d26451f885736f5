// Advice about a document that is valid: what makes workflows hard to change, to undo or to end. For `baton validate --strict`;
// docs/reference/lint.md lists the rules. PURE.
#pragma once

#include "core/program.hpp"
#include "dsl/located.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Advice {
  std::string_view rule;
  Position position;
  std::string message;
};

struct LintLimits {
  std::size_t tasks = 50;              // of a workflow that starts no other
  std::size_t tasks_in_list = 20;      // in one list
  std::size_t depth = 6;               // of tasks inside tasks
  std::size_t cases = 10;              // of a switch
  std::size_t expression_bytes = 200;  // of one text with an expression
};

// In the order of the document. `document` is the text that the program was compiled from.
[[nodiscard]] std::vector<Advice> lint(const core::Program& program, const Located& document,
                                       const LintLimits& limits = {});

}  // namespace baton::dsl
