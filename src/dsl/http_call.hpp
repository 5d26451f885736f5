// `call: http`: its arguments as the gateway takes them.
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>

namespace baton::dsl {

// A template that evaluates to {"method", "uri" or "endpoint", "headers"?, "query"?, "body"?, "output", "redirect",
// "authentication"?}: the method in upper case, the defaults filled in. An endpoint that is wholly an expression is
// under "endpoint"; it gives a URI or an object {"uri", "authentication"}.
[[nodiscard]] std::optional<core::Template> compile_http_arguments(Compilation& compilation, const Node& with,
                                                                   const Visible& visible);

}  // namespace baton::dsl
