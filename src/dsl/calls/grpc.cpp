// `call: grpc` (DSL: "gRPC Call").
#include "dsl/authentication.hpp"
#include "dsl/calls/calls.hpp"
#include "dsl/endpoint.hpp"
#include "dsl/names.hpp"
#include "dsl/properties.hpp"

#include <array>

namespace baton::dsl {
namespace {

using core::Template;

Template as_host(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  const auto host = read_string(compilation.diagnostics, node);
  if (host && !is_host_name(*host)) {
    compilation.diagnostics.error(
        node, quoted(*host) +
                  " is not the name of a host: it must be 1 to 63 letters, digits, hyphens and dots, and neither begin "
                  "nor end with one of the latter; the port has a property of its own");
  }
  return {node.value};
}

Template as_port(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  static_cast<void>(read_integer(compilation.diagnostics, node, {.least = 0, .most = 65'535}));
  return {node.value};
}

constexpr std::array<Property, 4> kService = {{{.name = "name", .compile = as_text, .required = true},
                                               {.name = "host", .compile = as_host, .required = true},
                                               {.name = "port", .compile = as_port},
                                               {.name = "authentication", .compile = as_authentication}}};
constexpr std::array<Property, 4> kGrpc = {{{.name = "proto", .compile = as_resource, .required = true},
                                            {.name = "service", .compile = as_properties<kService>, .required = true},
                                            {.name = "method", .compile = as_text, .required = true},
                                            {.name = "arguments", .compile = as_object}}};

}  // namespace

Arguments compile_grpc_arguments(Compilation& compilation, const CallSite& site) {
  return as_properties<kGrpc>(compilation, site.with, site.visible);
}

}  // namespace baton::dsl
