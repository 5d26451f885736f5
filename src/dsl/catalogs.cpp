#include "dsl/catalogs.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/raw_addresses.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 1> kCatalogProperties = {"endpoint"};
constexpr std::string_view kDefault = "default";

bool is_file_name(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

bool is_reference(std::string_view name) {
  return name.contains("://") || name.starts_with("file:") || name.starts_with("./") || name.starts_with("../") ||
         name.starts_with('/');
}

struct CatalogedName {
  std::string_view name;
  std::string_view version;
  std::string_view catalog;  // empty: the default one
};

// nullopt: it has another form.
std::optional<CatalogedName> cataloged_name(std::string_view text) {
  const std::size_t at_sign = std::min(text.find('@'), text.size());
  const std::string_view function = text.substr(0, at_sign);
  const std::size_t colon = function.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return CatalogedName{.name = function.substr(0, colon),
                       .version = function.substr(colon + 1),
                       .catalog = at_sign == text.size() ? kDefault : text.substr(at_sign + 1)};
}

bool is_function_name(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

std::optional<ResourceAddress> read_catalog(Compilation& compilation, const Node& catalog) {
  if (!expect_members(compilation.diagnostics, catalog, kCatalogProperties)) return std::nullopt;
  const Node* endpoint = required(compilation.diagnostics, catalog, "endpoint");
  return endpoint == nullptr ? std::nullopt : read_endpoint(compilation, *endpoint);
}

std::optional<ResourceAddress> in_catalog(Compilation& compilation, const Node& call, const CatalogedName& wanted) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!is_function_name(wanted.name)) {
    diagnostics.error(call,
                      quoted(wanted.name) + " is not the name of a function: it has letters, digits, '-', '_', '.'");
    return std::nullopt;
  }
  if (!is_semantic_version(wanted.version)) {
    diagnostics.error(call, quoted(wanted.version) + " is not a semantic version such as '1.0.0'");
    return std::nullopt;
  }
  const std::string path =
      "functions/" + std::string(wanted.name) + "/" + std::string(wanted.version) + "/function.yaml";
  ComponentMap& catalogs = compilation.components.catalogs;
  if (wanted.catalog == kDefault && !catalogs.contains(kDefault)) {
    const std::string uri = std::string(kDefaultCatalogScheme) + "/" + path;
    return ResourceAddress{.uri = uri, .addresses = {uri}};
  }
  const Node* catalog = catalogs.find(diagnostics, call, wanted.catalog);
  auto address = catalog == nullptr ? std::nullopt : read_catalog(compilation, *catalog);
  if (!address) return std::nullopt;
  address->addresses = raw_addresses({.root = address->uri, .path = path});
  while (address->uri.ends_with('/')) address->uri.pop_back();
  address->uri += "/" + path;
  return address;
}

// "https://host/functions/double@v1.0.0" -> "https://host/functions/double", "v1.0.0".
std::pair<std::string_view, std::string_view> split_version(std::string_view uri) {
  const std::size_t at_sign = uri.rfind('@');
  if (at_sign == std::string_view::npos || at_sign < uri.rfind('/')) return {uri, {}};
  return {uri.substr(0, at_sign), uri.substr(at_sign + 1)};
}

// The first one is that of a file with this very address, unless a page of a repository is there.
std::vector<std::string> addresses_of(const std::string& uri) {
  if (is_file_name(uri)) return raw_addresses({.root = uri});
  const auto [root, version] = split_version(uri);
  if (version.empty()) {
    std::vector<std::string> addresses = raw_addresses({.root = uri, .path = "function.yaml"});
    if (addresses.front() == uri + "/function.yaml") addresses.insert(addresses.begin(), uri);
    return addresses;
  }
  const std::string number(version.starts_with('v') ? version.substr(1) : version);
  const auto below = [&](std::string_view path) { return raw_addresses({.root = root, .path = path}); };
  std::vector<std::string> addresses = below(number + "/function.yaml");
  constexpr std::string_view kGitHub = "https://raw.githubusercontent.com/";
  if (!addresses.front().starts_with(kGitHub)) {
    addresses.insert(addresses.begin(), uri);
    return addresses;
  }
  // OWNER/REPOSITORY/HEAD/PATH/1.0.0/function.yaml; what is named so is usually a tag.
  std::string tagged = below("function.yaml").front();
  if (const std::size_t head = tagged.find("/HEAD/"); head != std::string::npos) {
    tagged.replace(head, 6, "/refs/tags/" + std::string(version) + "/");
    addresses.insert(addresses.begin(), std::move(tagged));
  }
  return addresses;
}

}  // namespace

bool is_foreign_function(std::string_view name) {
  return is_reference(name) || cataloged_name(name).has_value();
}

std::optional<ResourceAddress> function_address(Compilation& compilation, const Node& call) {
  if (!is_reference(call.text())) return in_catalog(compilation, call, *cataloged_name(call.text()));
  auto uri = resolve_reference(compilation, call, call.text());
  if (!uri) return std::nullopt;
  auto addresses = addresses_of(*uri);
  return ResourceAddress{.uri = *std::move(uri), .addresses = std::move(addresses)};
}

void examine_catalogs(Compilation& compilation) {
  for (const Node* node : compilation.components.catalogs.unused()) {
    static_cast<void>(read_catalog(compilation, *node));
  }
}

}  // namespace baton::dsl
