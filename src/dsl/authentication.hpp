// Authentication policies (DSL: "Authentication").
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>

namespace baton::dsl {

// The policy, or {use: name}, or the name of one in use.authentications. Gives {"basic": {"username", "password"}} and the like.
// Of a policy `{basic: {use: secret}}` the inner object is the secret's value.
[[nodiscard]] std::optional<core::Template> compile_authentication(Compilation& compilation, const Node& node,
                                                                   const Visible& visible);
// The same, as a property (properties.hpp).
[[nodiscard]] core::Template as_authentication(Compilation& compilation, const Node& node, const Visible& visible);

// oauth2.cpp: what stands under `oauth2` and under `oidc`, if it is not {use: secret}.
[[nodiscard]] core::Template compile_oauth2(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template compile_oidc(Compilation& compilation, const Node& node, const Visible& visible);

}  // namespace baton::dsl
