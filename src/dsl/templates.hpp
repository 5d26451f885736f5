// Expressions and templates: strings of the document that are evaluated while an instance runs.
//
// An expression field (`if`, `when`, `for.in`) takes jq with or without "${ }" around it. A template field (`set`,
// `with`) is data in which strings "${ … }" are expressions; in loose mode every string that compiles is one.
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::dsl {

// Each reports what is wrong; a template that fails is null.
[[nodiscard]] std::optional<core::Expression> compile_expression_field(Compilation& compilation, const Node& node,
                                                                       const Visible& visible);
// `input.from`, `output.as`, `export.as`: an expression field, or an object that is a template.
[[nodiscard]] std::optional<core::Template> compile_transformation(Compilation& compilation, const Node& node,
                                                                   const Visible& visible);
[[nodiscard]] core::Template compile_template(Compilation& compilation, const Node& node, const Visible& visible);
// "https://example.org/pets/{id}", or a template string.
[[nodiscard]] core::Template compile_uri(Compilation& compilation, const Node& node, const Visible& visible);
// The node's string is "${ … }" and nothing else: its expression.
[[nodiscard]] std::optional<core::Expression> compile_whole_expression(Compilation& compilation, const Node& node,
                                                                       const Visible& visible);
// jq code that is not in the document but is made for the node.
[[nodiscard]] std::optional<core::Expression> compile_code(Compilation& compilation, const Node& node,
                                                           std::string_view code, const Visible& visible);

bool expect_listed_secret(Compilation& compilation, const Node& node, std::string_view name);

// An object template; a literal if all its members are.
[[nodiscard]] core::Template object_template(core::Template::Object members);

}  // namespace baton::dsl
