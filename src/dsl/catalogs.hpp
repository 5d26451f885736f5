// Functions from elsewhere (dsl.md: "Catalogs", "Using a Custom Function"): `NAME:VERSION@CATALOG`, `NAME:VERSION` of the default
// catalog, the URL of a function, or the path of a file.
#pragma once

#include "dsl/compilation.hpp"
#include "dsl/resources.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>

namespace baton::dsl {

// By its form alone.
[[nodiscard]] bool is_foreign_function(std::string_view name);

// Where the function is that a call names so; nullopt, and reported, if that cannot be said.
[[nodiscard]] std::optional<ResourceAddress> function_address(Compilation& compilation, const Node& call);

// `use.catalogs`, used or not.
void examine_catalogs(Compilation& compilation);

}  // namespace baton::dsl
