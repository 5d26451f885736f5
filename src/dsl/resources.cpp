#include "dsl/resources.hpp"

#include "dsl/authentication.hpp"
#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/raw_addresses.hpp"
#include "dsl/reader.hpp"
#include "dsl/scope.hpp"

#include "schema/uri.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 2> kResourceEndpoint = {"uri", "authentication"};
constexpr std::array<std::string_view, 2> kResourceProperties = {"name", "endpoint"};

std::string lower_scheme(std::string_view uri) {
  std::string scheme(schema::split_uri(uri).scheme.value_or(""));
  for (char& c : scheme) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return scheme;
}

bool is_web(std::string_view scheme) {
  return scheme == "http" || scheme == "https";
}

std::size_t bytes_of(const Resources& resources) {
  std::size_t bytes = 0;
  for (const auto& [uri, text] : resources) bytes += text.size();
  return bytes;
}

struct Step {
  std::string_view origin;  // the resource that refers to it; empty: the document
  std::string_view uri;
};

// Reports why it may not.
bool may_lead_to(Diagnostics& diagnostics, const Node& node, const Step& step) {
  const std::string scheme = lower_scheme(step.uri);
  const bool is_known = scheme.empty() || scheme == "file" || is_web(scheme) ||
                        (scheme == "catalog" && step.origin.starts_with(kDefaultCatalogScheme));
  if (!is_known) {
    diagnostics.error(
        node, quoted(step.uri) + " cannot be fetched: a resource is at http, https or file, or at a relative URI");
    return false;
  }
  if (is_web(lower_scheme(step.origin)) && !is_web(scheme)) {
    diagnostics.error(node, "a resource of the web must not refer to the file " + quoted(step.uri));
    return false;
  }
  return true;
}

// Null: whoever wants the resource has to fetch it first.
const std::string* report_missing(Compilation& compilation, const Node& node, const ResourceAddress& address) {
  const auto [place, is_new] = compilation.missing.try_emplace(address.uri);
  if (is_new) {
    place->second = {.uri = address.uri,
                     .addresses = address.addresses,
                     .line = node.position.line,
                     .column = node.position.column,
                     .authentication = address.authentication};
  }
  if (compilation.sources.missing == Sources::Missing::Noted) {
    compilation.diagnostics.note(node, "the resource " + quoted(address.uri) + " was not fetched and is not checked");
  } else {
    compilation.diagnostics.error(node, "the resource " + quoted(address.uri) +
                                            " is not there; `baton` reads it, and a program says where to "
                                            "(EngineOptions::resources), or deploys a bundle (docs/reference/data.md)");
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> resolve_reference(Compilation& compilation, const Node& node, std::string_view reference) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (reference.contains("${") || reference.contains('{')) {
    diagnostics.error(node,
                      "the URI of a resource must be a fixed text, because it is fetched before the workflow runs");
    return std::nullopt;
  }
  if (reference.empty() || !schema::is_uri_reference(reference, schema::Alphabet::Unicode)) {
    diagnostics.error(node, quoted(reference) + " is not a URI");
    return std::nullopt;
  }
  if (reference.contains('#')) {
    diagnostics.error(node, "the URI of a resource must have no fragment ('#…'): a resource is a whole document");
    return std::nullopt;
  }
  const std::string_view origin = origin_of(node);
  std::string uri = origin.empty() ? std::string(reference) : schema::resolve_uri(origin, reference);
  if (!may_lead_to(diagnostics, node, {.origin = origin, .uri = uri})) return std::nullopt;
  return uri;
}

std::optional<ResourceAddress> referred_address(Compilation& compilation, const Node& node,
                                                const SchemaReference& reference) {
  if (!schema::is_uri_reference(reference.uri, schema::Alphabet::Unicode)) {
    compilation.diagnostics.error(node, quoted(reference.uri) + " is not a URI");
    return std::nullopt;
  }
  if (!may_lead_to(compilation.diagnostics, node, {.origin = reference.origin, .uri = reference.uri})) {
    return std::nullopt;
  }
  ResourceAddress address{.uri = std::string(reference.uri), .addresses = raw_addresses({.root = reference.uri})};
  const schema::UriParts to = schema::split_uri(reference.uri);
  const schema::UriParts source = schema::split_uri(reference.source.uri);
  const bool is_same_server = to.authority && to.scheme == source.scheme && to.authority == source.authority;
  if (is_same_server) address.authentication = reference.source.authentication;
  return address;
}

std::optional<ResourceAddress> read_endpoint(Compilation& compilation, const Node& endpoint) {
  Diagnostics& diagnostics = compilation.diagnostics;
  const Node* uri = &endpoint;
  if (!endpoint.value.is_string()) {
    if (!endpoint.value.is_object()) {
      diagnostics.error(endpoint, "must be a URI or an object {uri, authentication}");
      return std::nullopt;
    }
    refuse_unknown(diagnostics, endpoint, kResourceEndpoint);
    uri = required(diagnostics, endpoint, "uri");
    if (uri == nullptr || !expect(diagnostics, *uri, Kind::String)) return std::nullopt;
  }
  auto resolved = resolve_reference(compilation, *uri, uri->text());
  if (!resolved) return std::nullopt;
  ResourceAddress address{.uri = *resolved, .addresses = raw_addresses({.root = *resolved})};
  if (const Node* authentication = endpoint.find("authentication")) {
    const Scope scope;
    address.authentication =
        compile_authentication(compilation, *authentication, {.scope = scope, .secrets = true, .input = false});
  }
  return address;
}

std::optional<ResourceAddress> read_resource(Compilation& compilation, const Node& resource) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, resource, kResourceProperties)) return std::nullopt;
  if (const Node* name = resource.find("name")) expect(diagnostics, *name, Kind::String);
  const Node* endpoint = required(diagnostics, resource, "endpoint");
  return endpoint == nullptr ? std::nullopt : read_endpoint(compilation, *endpoint);
}

const std::string* find_resource(Compilation& compilation, const Node& node, const ResourceAddress& address) {
  const auto used = compilation.resources.find(address.uri);
  if (used != compilation.resources.end()) return &used->second;
  const Limits& limits = compilation.limits;
  if (compilation.resources.size() + compilation.missing.size() >= limits.max_resources &&
      !compilation.missing.contains(address.uri)) {
    compilation.diagnostics.error(
        node, "the workflow takes more than " + std::to_string(limits.max_resources) + " resources (max_resources)");
    return nullptr;
  }
  const auto given = compilation.sources.resources.find(address.uri);
  if (given == compilation.sources.resources.end()) return report_missing(compilation, node, address);
  if (bytes_of(compilation.resources) + given->second.size() > limits.max_resource_bytes) {
    compilation.diagnostics.error(node, "the resources of the workflow are larger than " +
                                            std::to_string(limits.max_resource_bytes) +
                                            " bytes in all (max_resource_bytes)");
    return nullptr;
  }
  return &compilation.resources.emplace(*given).first->second;
}

const Node* read_document(Compilation& compilation, const Node& node, const ResourceAddress& address) {
  const auto known = std::ranges::find_if(compilation.fetched,
                                          [&](const Tree& tree) { return origin_of(tree.root()) == address.uri; });
  if (known != compilation.fetched.end()) return &known->root();
  const std::string* text = find_resource(compilation, node, address);
  if (text == nullptr) return nullptr;
  Diagnostics own(1);
  auto tree = read(std::string_view(*text), compilation.limits, own);
  if (!tree || own.failed()) {
    const Diagnostic error = own.errors().front();
    compilation.diagnostics.error(node, "the resource " + address.uri + ':' + std::to_string(error.line) + ':' +
                                            std::to_string(error.column) + " is invalid: " + error.message);
    return nullptr;
  }
  Tree& kept = compilation.fetched.emplace_back(*std::move(tree));
  kept.place_at(node.position, compilation.resources.find(address.uri)->first);
  return &kept.root();
}

Value resources_value(const Compilation& compilation) {
  if (compilation.resources.empty()) return {};
  std::vector<Member> members;
  for (const auto& [uri, text] : compilation.resources) members.emplace_back(uri, Value::string(text));
  return Value::object(std::move(members));
}

}  // namespace baton::dsl
