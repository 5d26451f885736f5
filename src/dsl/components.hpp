// The reusable components of a document (`use`): what it may name instead of writing it out.
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

// Components of one kind, by name.
class ComponentMap {
 public:
  // What messages call one of them, the property of `use` that defines them, and what to say where one is missing.
  ComponentMap(std::string_view noun, std::string_view property, std::string_view hint = {})
      : noun_(noun), property_(property), hint_(hint) {}

  [[nodiscard]] std::string_view property() const { return property_; }
  void define(const Node& node) { nodes_.emplace(node.key(), &node); }

  [[nodiscard]] bool contains(std::string_view name) const { return nodes_.contains(name); }
  // The component that the node's string names, which thereby counts as used. Reports it if there is none.
  [[nodiscard]] const Node* resolve(Diagnostics& diagnostics, const Node& reference);
  // The same for a name that is a part of what the node says.
  [[nodiscard]] const Node* find(Diagnostics& diagnostics, const Node& reference, std::string_view name);
  [[nodiscard]] bool is_used(std::string_view name) const { return used_.contains(name); }
  [[nodiscard]] std::vector<const Node*> unused() const;
  void mark_used(const Node& component) { used_.insert(component.key()); }

 private:
  std::string_view noun_;
  std::string_view property_;
  std::string_view hint_;
  std::map<std::string_view, const Node*> nodes_;
  std::set<std::string_view> used_;
};

// One of `use.extensions`. What is not there is a nullptr.
struct Extension {
  std::string_view extend;
  const Node* when = nullptr;
  const Node* before = nullptr;
  const Node* after = nullptr;
};

struct Components {
  ComponentMap functions{"function", "functions", "; a method of an operator is called as 'operator.method'"};
  ComponentMap retries{"retry policy", "retries"};
  ComponentMap errors{"error", "errors"};
  ComponentMap timeouts{"timeout", "timeouts"};
  ComponentMap authentications{"authentication policy", "authentications"};
  ComponentMap catalogs{"catalog", "catalogs"};
  std::vector<std::string> secrets;
};

// Reads `use`; the components themselves are examined where they are used.
[[nodiscard]] Components read_components(Diagnostics& diagnostics, const Node& use);

}  // namespace baton::dsl
