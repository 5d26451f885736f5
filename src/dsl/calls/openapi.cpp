// `call: openapi` (DSL: "OpenAPI Call").
#include "dsl/authentication.hpp"
#include "dsl/calls/calls.hpp"
#include "dsl/endpoint.hpp"
#include "dsl/properties.hpp"

#include <array>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 3> kOpenApiOutputs = {"raw", "content", "response"};
constexpr std::array<Property, 6> kOpenApi = {
    {{.name = "document", .compile = as_resource, .required = true},
     {.name = "operationId", .compile = as_text, .required = true},
     {.name = "parameters", .compile = as_object},
     {.name = "authentication", .compile = as_authentication},
     {.name = "output", .compile = as_word<kOpenApiOutputs>, .fallback = "content"},
     {.name = "redirect", .compile = as_boolean, .fallback = false}}};

}  // namespace

Arguments compile_openapi_arguments(Compilation& compilation, const CallSite& site) {
  return as_properties<kOpenApi>(compilation, site.with, site.visible);
}

}  // namespace baton::dsl
