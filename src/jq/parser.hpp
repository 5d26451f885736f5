#pragma once

#include "jq/ast.hpp"
#include "jq/jq.hpp"

namespace baton::jq {

// What an expression may be at most; both bounds hold the recursion over the syntax tree down.
inline constexpr std::size_t kMaxTextBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxNesting = 256;

// One whole expression.
[[nodiscard]] std::expected<Ast, CompileError> parse(std::string_view text);

// Definitions alone, as the built-in ones are written: their Define nodes, without bodies to run.
[[nodiscard]] std::expected<Ast, CompileError> parse_definition(std::string_view text);

}  // namespace baton::jq
