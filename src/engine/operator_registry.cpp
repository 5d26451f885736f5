#include "engine/operator_registry.hpp"

#include "base/check.hpp"

#include <string_view>
#include <utility>

namespace baton::engine {
namespace {

// "http", or "payment.charge": no part is empty.
bool is_name(const std::string& function) {
  return !function.empty() && function.front() != '.' && function.back() != '.' &&
         function.find("..") == std::string::npos;
}

Error taken(const std::string& function) {
  return Error{
      .kind = Error::Kind::Conflict,
      .message = "the method '" + function + "' is registered already; give one of the operators another name"};
}

std::optional<Error> refusal(const std::string& function, const OperatorMethod& method) {
  if (!is_name(function)) {
    return Error{.kind = Error::Kind::InvalidArgument,
                 .message = "the method cannot be registered as '" + function +
                            "': its name and its operator's must not be empty"};
  }
  if (method == nullptr) {
    return Error{.kind = Error::Kind::InvalidArgument, .message = "the method '" + function + "' is an empty function"};
  }
  return std::nullopt;
}

}  // namespace

Result<void> OperatorRegistry::add(std::vector<std::pair<std::string, OperatorMethod>> methods,
                                   const std::set<std::string>& stand_ins) {
  if (methods.empty()) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "the operator is null or describes no public method: list its methods in "
                                            "BOOST_DESCRIBE_CLASS"});
  }
  const std::lock_guard lock(mutex_);
  std::set<std::string_view> names;
  for (const auto& [function, method] : methods) {
    if (auto refused = refusal(function, method)) return std::unexpected(*std::move(refused));
    const bool is_taken = by_name_.contains(function) && !stand_ins.contains(function);
    if (is_taken || !names.insert(function).second) return std::unexpected(taken(function));
  }
  for (auto& [function, method] : methods) {
    by_name_.insert_or_assign(std::move(function),
                              methods_.emplace_back(std::make_shared<const OperatorMethod>(std::move(method))));
  }
  return {};
}

void OperatorRegistry::replace(std::string function, OperatorMethod method) {
  BATON_CHECK(method != nullptr, "an operator's method must not be an empty function");
  const std::lock_guard lock(mutex_);
  by_name_.insert_or_assign(std::move(function),
                            methods_.emplace_back(std::make_shared<const OperatorMethod>(std::move(method))));
}

std::shared_ptr<const OperatorMethod> OperatorRegistry::find(const std::string& function) const {
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
