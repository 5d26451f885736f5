// `schema` of an `input`, `output` or `export`: JSON Schema, compiled once for the definition.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/tree.hpp"

#include <string_view>

namespace baton::dsl {

// Of the property of a task or workflow; nullptr if there is none, or if it is invalid, which is reported.
[[nodiscard]] core::SchemaPtr compile_schema(Compilation& compilation, const Node& definition,
                                             std::string_view property);

}  // namespace baton::dsl
