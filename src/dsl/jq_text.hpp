// Expressions inside strings: where "${ … }" begins and ends, found without being misled by jq's own strings,
// interpolations and comments.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Piece {
  bool is_expression;
  std::string_view text;  // of an expression: what is between the braces
};

// "Hello ${ .name }!" is a literal, an expression, a literal. The error is the offset of a "${" that has no end.
[[nodiscard]] std::expected<std::vector<Piece>, std::size_t> split_expressions(std::string_view text);

// The expression, if the text is one "${ … }" and nothing else but space around it.
[[nodiscard]] std::optional<std::string_view> whole_expression(std::string_view text);

// Names in `$variable.name`, `$variable["name"]` and `$variable."name"` in a jq expression, as far as they are literal.
[[nodiscard]] std::vector<std::string> members_mentioned(std::string_view expression, std::string_view variable);

}  // namespace baton::dsl
