#include "engine/operator_registry.hpp"

#include "base/check.hpp"

#include <utility>

namespace baton::engine {

void OperatorRegistry::add(std::string function, OperatorMethod method) {
  BATON_CHECK(method != nullptr, "an operator's method must not be an empty function");
  const std::lock_guard lock(mutex_);
  by_name_.insert_or_assign(std::move(function), &methods_.emplace_back(std::move(method)));
}

const OperatorMethod* OperatorRegistry::find(const std::string& function) const {
  const std::lock_guard lock(mutex_);
  const auto method = by_name_.find(function);
  return method == by_name_.end() ? nullptr : method->second;
}

std::vector<std::string> OperatorRegistry::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, method] : by_name_) names.push_back(name);
  return names;
}

std::vector<std::string> OperatorRegistry::missing(const std::vector<std::string>& functions) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (const std::string& function : functions) {
    if (!by_name_.contains(function)) missing.push_back(function);
  }
  return missing;
}

}  // namespace baton::engine
