#pragma once

#include "jq/ast.hpp"
#include "jq/jq.hpp"

namespace baton::jq {

// The limits of an expression; both bound the recursion over the syntax tree.
inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxNesting = 256;

// One whole expression.
[[nodiscard]] std::expected<Ast, CompileError> parse(std::string_view text);

// Definitions alone, as the built-in ones are written: their Define nodes, without bodies to run.
[[nodiscard]] std::expected<Ast, CompileError> parse_definition(std::string_view text);

}  // namespace baton::jq
