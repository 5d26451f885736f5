#include "dsl/endpoint.hpp"

#include "dsl/authentication.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/properties.hpp"

#include <array>
#include <utility>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 2> kEndpointProperties = {"uri", "authentication"};
constexpr std::array<Property, 2> kResourceProperties = {
    {{.name = "name", .compile = as_text}, {.name = "endpoint", .compile = as_endpoint, .required = true}}};

}  // namespace

Template::Object compile_endpoint(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_string()) {
    return {{whole_expression(node.text()) ? "endpoint" : "uri", compile_uri(compilation, node, visible)}};
  }
  if (!node.value.is_object()) {
    compilation.diagnostics.error(node, "must be a URI or an object {uri, authentication}");
    return {};
  }
  Template::Object members;
  refuse_unknown(compilation.diagnostics, node, kEndpointProperties);
  if (const Node* uri = required(compilation.diagnostics, node, "uri")) {
    members.emplace_back("uri", compile_uri(compilation, *uri, visible));
  }
  if (const Node* authentication = node.find("authentication")) {
    if (auto policy = compile_authentication(compilation, *authentication, visible)) {
      members.emplace_back("authentication", *std::move(policy));
    }
  }
  return members;
}

Template as_endpoint(Compilation& compilation, const Node& node, const Visible& visible) {
  return object_template(compile_endpoint(compilation, node, visible));
}

Template as_resource(Compilation& compilation, const Node& node, const Visible& visible) {
  return as_properties<kResourceProperties>(compilation, node, visible);
}

}  // namespace baton::dsl
