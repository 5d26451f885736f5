// The methods that workflows can call, by function name ("payment.charge"). Thread-safe.
#pragma once

#include <baton/operator.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace baton::engine {

class OperatorRegistry {
 public:
  // A later method of the same name takes the place of the earlier one.
  void add(std::string function, OperatorMethod method);
  // nullptr if there is none.
  [[nodiscard]] std::shared_ptr<const OperatorMethod> find(const std::string& function) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted
  // Those of the functions that are not registered.
  [[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& functions) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const OperatorMethod>> methods_;
};

}  // namespace baton::engine
