// Endpoints of services, and resources that are fetched from one (DSL: "Endpoint", "External Resource").
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

namespace baton::dsl {

// {"uri"} or {"uri", "authentication"}. One that is wholly an expression is {"endpoint"}: it gives a URI or such an object.
[[nodiscard]] core::Template::Object compile_endpoint(Compilation& compilation, const Node& node,
                                                      const Visible& visible);
// The same, as a property (properties.hpp).
[[nodiscard]] core::Template as_endpoint(Compilation& compilation, const Node& node, const Visible& visible);
// {"name"?, "endpoint": what compile_endpoint() gives}.
[[nodiscard]] core::Template as_resource(Compilation& compilation, const Node& node, const Visible& visible);

}  // namespace baton::dsl
