#include "dsl/components.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/support.hpp"

#include <algorithm>
#include <array>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 8> kUseProperties = {"authentications", "catalogs", "errors",  "extensions",
                                                            "functions",       "retries",  "secrets", "timeouts"};

std::vector<std::string> read_secrets(Diagnostics& diagnostics, const Node& list) {
  std::vector<std::string> secrets;
  if (!expect(diagnostics, list, Kind::Array)) return secrets;
  for (const Node* item : list.children) {
    const auto name = read_string(diagnostics, *item);
    if (!name) continue;
    if (name->empty()) {
      diagnostics.error(*item, "a secret's name must not be empty");
    } else if (std::ranges::find(secrets, *name) != secrets.end()) {
      diagnostics.error(*item, "the secret " + quoted(*name) + " is listed a second time");
    } else {
      secrets.emplace_back(*name);
    }
  }
  return secrets;
}

}  // namespace

const Node* ComponentMap::resolve(Diagnostics& diagnostics, const Node& reference) {
  const auto name = read_string(diagnostics, reference);
  return name ? find(diagnostics, reference, *name) : nullptr;
}

const Node* ComponentMap::find(Diagnostics& diagnostics, const Node& reference, std::string_view name) {
  if (const auto found = nodes_.find(name); found != nodes_.end()) {
    used_.insert(found->first);
    return found->second;
  }
  std::vector<std::string_view> defined;
  for (const auto& [other, node] : nodes_) defined.push_back(other);
  const std::string where = "use." + std::string(property_);
  diagnostics.error(reference, "there is no " + std::string(noun_) + " " + quoted(name) + " in " + where +
                                   suggestion(diagnostics, name, defined) +
                                   (defined.empty() ? " (it defines none)" : " (defined: " + listed(defined) + ")") +
                                   std::string(hint_));
  return nullptr;
}

std::vector<const Node*> ComponentMap::unused() const {
  std::vector<const Node*> nodes;
  for (const auto& [name, node] : nodes_) {
    if (!is_used(name)) nodes.push_back(node);
  }
  return nodes;
}

Components read_components(Diagnostics& diagnostics, const Node& use) {
  Components components;
  if (!expect_members(diagnostics, use, kUseProperties)) return components;
  for (ComponentMap* map : {&components.functions, &components.retries, &components.errors, &components.timeouts,
                            &components.authentications, &components.catalogs}) {
    const Node* definitions = use.find(map->property());
    if (definitions == nullptr || !expect(diagnostics, *definitions, Kind::Object)) continue;
    for (const Node* definition : definitions->children) {
      if (expect(diagnostics, *definition, Kind::Object)) map->define(*definition);
    }
  }
  for (const std::string_view name : kNamesOfCalls) {
    if (!components.functions.contains(name)) continue;
    diagnostics.error_at_key(*use.find("functions")->find(name), quoted(name) + " is the name of a built-in function");
  }
  if (const Node* secrets = use.find("secrets")) components.secrets = read_secrets(diagnostics, *secrets);
  return components;
}

}  // namespace baton::dsl
