#include "dsl/scope.hpp"

#include "core/expression.hpp"
#include "dsl/fields.hpp"
#include "dsl/names.hpp"

#include <algorithm>
#include <utility>

namespace baton::dsl {

Scope::Scope() : names_(core::kArgumentNames.begin(), core::kArgumentNames.end()) {}

Scope Scope::with(std::initializer_list<std::string_view> variables) const {
  Scope inner = *this;
  for (const std::string_view variable : variables) {
    if (std::ranges::find(names_, variable) == names_.end()) inner.names_.emplace_back(variable);
  }
  return inner;
}

Scope Scope::extending(std::string bind_task) const {
  Scope inner = *this;
  inner.bind_task_ = std::move(bind_task);
  return inner;
}

std::span<const std::string> Scope::lexical() const {
  return std::span(names_).subspan(core::kArgumentNames.size());
}

std::string read_variable_name(Diagnostics& diagnostics, const Node* node, std::string_view fallback) {
  if (node == nullptr) return std::string(fallback);
  const auto name = read_string(diagnostics, *node);
  if (!name) return std::string(fallback);
  if (!is_variable_name(*name)) {
    diagnostics.error(*node,
                      quoted(*name) + " is not a valid name for a variable: use letters, digits and '_', without '$'");
    return std::string(fallback);
  }
  if (is_one_of(*name, core::kArgumentNames)) {
    diagnostics.error(*node, "$" + std::string(*name) + " is already defined in every expression; choose another name");
    return std::string(fallback);
  }
  return std::string(*name);
}

}  // namespace baton::dsl
