// The description of the API for programs: OpenAPI 3.1, made from the table of routes.
#pragma once

#include <baton/value.hpp>

namespace baton::server {

[[nodiscard]] const Value& openapi();
// The schemas of bodies and answers by name, JSON Schema 2020-12.
[[nodiscard]] const Value& schemas();

}  // namespace baton::server
