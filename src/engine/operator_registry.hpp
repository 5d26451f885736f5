// The methods that workflows can call, by function name ("payment.charge"), and their one owner. An operator may own a
// thread, which answers its calls; so its last reference must not be dropped there. Calls refer to a method and never own
// it: all methods end together, with the registry, on the thread that destroys it.
//
// Thread-safe.
#pragma once

#include <baton/operator.hpp>

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace baton::engine {

class OperatorRegistry {
 public:
  // A later method of the same name replaces the earlier one, which calls in progress may still use: it is kept.
  void add(std::string function, OperatorMethod method);
  // nullptr if there is none. Valid as long as the registry.
  [[nodiscard]] const OperatorMethod* find(const std::string& function) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted
  // Those of the functions that are not registered.
  [[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& functions) const;

 private:
  mutable std::mutex mutex_;
  std::deque<OperatorMethod> methods_;  // all that were ever added, where they stay
  std::map<std::string, const OperatorMethod*> by_name_;
};

}  // namespace baton::engine
