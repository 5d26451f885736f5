#include "engine/operator_registry.hpp"

#include "base/check.hpp"

#include <utility>

namespace baton::engine {

void OperatorRegistry::add(std::string function, OperatorMethod method) {
  BATON_CHECK(method != nullptr, "an operator's method is empty");
  auto shared = std::make_shared<const OperatorMethod>(std::move(method));
  const std::lock_guard lock(mutex_);
  methods_.insert_or_assign(std::move(function), std::move(shared));
}

std::shared_ptr<const OperatorMethod> OperatorRegistry::find(const std::string& function) const {
  const std::lock_guard lock(mutex_);
  const auto method = methods_.find(function);
  return method == methods_.end() ? nullptr : method->second;
}

std::vector<std::string> OperatorRegistry::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [name, method] : methods_) names.push_back(name);
  return names;
}

std::vector<std::string> OperatorRegistry::missing(const std::vector<std::string>& functions) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (const std::string& function : functions) {
    if (!methods_.contains(function)) missing.push_back(function);
  }
  return missing;
}

}  // namespace baton::engine
