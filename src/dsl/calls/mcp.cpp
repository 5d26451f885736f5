// `call: mcp` (DSL: "MCP Call").
#include "dsl/calls/calls.hpp"
#include "dsl/endpoint.hpp"
#include "dsl/properties.hpp"

#include <array>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 7> kMcpMethods = {"tools/list",
                                                         "tools/call",
                                                         "prompts/list",
                                                         "prompts/get",
                                                         "resources/list",
                                                         "resources/read",
                                                         "resources/templates/list"};

constexpr std::array<Property, 2> kHttpTransport = {
    {{.name = "endpoint", .compile = as_endpoint, .required = true}, {.name = "headers", .compile = as_text_map}}};
constexpr std::array<Property, 3> kStdioTransport = {{{.name = "command", .compile = as_text, .required = true},
                                                      {.name = "arguments", .compile = as_texts},
                                                      {.name = "environment", .compile = as_text_map}}};
constexpr std::array<Property, 3> kTransport = {{{.name = "http", .compile = as_properties<kHttpTransport>},
                                                 {.name = "stdio", .compile = as_properties<kStdioTransport>},
                                                 {.name = "options", .compile = as_text_map}}};

Template as_transport(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_object() && (node.find("http") == nullptr) == (node.find("stdio") == nullptr)) {
    compilation.diagnostics.error(node, "must have exactly one of http, stdio");
  }
  return as_properties<kTransport>(compilation, node, visible);
}

constexpr std::array<Property, 2> kMcpClient = {{{.name = "name", .compile = as_text, .required = true},
                                                 {.name = "version", .compile = as_text, .required = true}}};
constexpr std::array<Property, 6> kMcp = {{{.name = "protocolVersion", .compile = as_text, .fallback = "2025-06-18"},
                                           {.name = "method", .compile = as_word<kMcpMethods>, .required = true},
                                           {.name = "parameters", .compile = as_object_or_expression},
                                           {.name = "timeout", .compile = as_duration},
                                           {.name = "transport", .compile = as_transport, .required = true},
                                           {.name = "client", .compile = as_properties<kMcpClient>}}};

}  // namespace

Arguments compile_mcp_arguments(Compilation& compilation, const CallSite& site) {
  return as_properties<kMcp>(compilation, site.with, site.visible);
}

}  // namespace baton::dsl
