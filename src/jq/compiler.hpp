#pragma once

#include "jq/ast.hpp"
#include "jq/code.hpp"
#include "jq/jq.hpp"

namespace baton::jq {

// `text` is what the tree was parsed from.
[[nodiscard]] std::expected<Code, CompileError> resolve(const Ast& ast, std::string_view text,
                                                        std::span<const std::string> variables);

}  // namespace baton::jq
