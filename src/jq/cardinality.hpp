// How many results an expression can have. This depends on its form, not on its data.
#pragma once

#include "jq/ast.hpp"

namespace baton::jq {

// Can it give more than one result? `.[]`, `.a, .b`, `range(3)` and whatever passes their results on can; `[.[]]`,
// `map(.a)`, `first(.[])` and `.a` cannot.
[[nodiscard]] bool can_give_several(const Ast& expression);

}  // namespace baton::jq
