// `call: a2a` (DSL: "A2A Call").
#include "dsl/calls/calls.hpp"
#include "dsl/endpoint.hpp"
#include "dsl/properties.hpp"

#include <array>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 11> kA2aMethods = {"message/send",
                                                          "message/stream",
                                                          "tasks/get",
                                                          "tasks/list",
                                                          "tasks/cancel",
                                                          "tasks/resubscribe",
                                                          "tasks/pushNotificationConfig/set",
                                                          "tasks/pushNotificationConfig/get",
                                                          "tasks/pushNotificationConfig/list",
                                                          "tasks/pushNotificationConfig/delete",
                                                          "agent/getAuthenticatedExtendedCard"};

core::Template as_a2a_parameters(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_object() && node.children.empty()) {
    compilation.diagnostics.error(node,
                                  "must have at least one member; a method without parameters has no 'parameters'");
  }
  return as_object_or_expression(compilation, node, visible);
}

constexpr std::array<Property, 4> kA2a = {{{.name = "method", .compile = as_word<kA2aMethods>, .required = true},
                                           {.name = "agentCard", .compile = as_resource},
                                           {.name = "server", .compile = as_endpoint},
                                           {.name = "parameters", .compile = as_a2a_parameters}}};

}  // namespace

Arguments compile_a2a_arguments(Compilation& compilation, const CallSite& site) {
  const bool has_card = site.with.find("agentCard") != nullptr;
  const Node* server = site.with.find("server");
  if (site.with.value.is_object() && !has_card && server == nullptr) {
    compilation.diagnostics.error(site.with, "must have an 'agentCard' or a 'server'");
  }
  if (has_card && server != nullptr) {
    compilation.diagnostics.note(*server, "has no effect, because 'agentCard' says which server is called");
  }
  return as_properties<kA2a>(compilation, site.with, site.visible);
}

}  // namespace baton::dsl
