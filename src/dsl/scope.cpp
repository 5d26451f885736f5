#include "dsl/scope.hpp"

#include "core/expression.hpp"

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

}  // namespace baton::dsl
