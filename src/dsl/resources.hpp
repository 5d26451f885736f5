// External resources (DSL reference: "External Resource"): texts that a document refers to, which somebody else has fetched.
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/tree.hpp"

#include <baton/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

// Of the default catalog: where it is, only those know who fetch.
inline constexpr std::string_view kDefaultCatalogScheme = "catalog:";

// Where a resource is. A relative URI inside of a resource is resolved against the URI of that one; all others stay as they are
// written, so that what is stored does not depend on the folder in which a document lies.
struct ResourceAddress {
  std::string uri;
  std::vector<std::string> addresses = {};  // where the text may be
  std::optional<core::Template> authentication = {};
};

// `endpoint`: a URI, or {uri, authentication}. Each of these reports what is wrong.
[[nodiscard]] std::optional<ResourceAddress> read_endpoint(Compilation& compilation, const Node& endpoint);
// {name, endpoint}.
[[nodiscard]] std::optional<ResourceAddress> read_resource(Compilation& compilation, const Node& resource);
// What is at `reference` from the place of the node. Reports a URI that is none, or that leads from a web address to a file.
[[nodiscard]] std::optional<std::string> resolve_reference(Compilation& compilation, const Node& node,
                                                           std::string_view reference);

// A reference in a JSON Schema to another document.
struct SchemaReference {
  std::string_view uri;     // absolute, or relative to the workflow's document
  std::string_view origin;  // the resource that it is in; empty: the workflow's document
  const ResourceAddress&
      source;  // the resource where the schema begins. Its authentication is used again on its server.
};
[[nodiscard]] std::optional<ResourceAddress> referred_address(Compilation& compilation, const Node& node,
                                                              const SchemaReference& reference);

// The text, for the node that refers to it; nullptr if it is missing.
[[nodiscard]] const std::string* find_resource(Compilation& compilation, const Node& node,
                                               const ResourceAddress& address);
// The document (YAML or JSON) that it is: its root, whose nodes are at the node's place; nullptr if it is missing or invalid.
[[nodiscard]] const Node* read_document(Compilation& compilation, const Node& node, const ResourceAddress& address);

// What the document has referred to: an object of texts by URI; null if there is nothing.
[[nodiscard]] Value resources_value(const Compilation& compilation);

}  // namespace baton::dsl
