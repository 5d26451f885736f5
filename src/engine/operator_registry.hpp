// The methods that workflows can call, by function name ("payment.charge"), and their one owner. An operator may own a
// thread, which answers its calls; so its last reference must not be dropped there. A call shares a method only while that
// is being called: all methods end together, with the registry, on the thread that destroys it. Only one that does not return
// (Engine::stop) keeps its operator, until it does.
//
// Thread-safe.
#pragma once

#include <baton/error.hpp>
#include <baton/operator.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

class OperatorRegistry {
 public:
  // All or none: InvalidArgument for no method, an empty name or an empty function, Conflict for a name that is taken. Those of
  // `stand_ins` are not taken: their methods are replaced.
  Result<void> add(std::vector<std::pair<std::string, OperatorMethod>> methods,
                   const std::set<std::string>& stand_ins = {});
  // Adds it, or replaces the method of that name, which calls in progress may still use: it is kept.
  void replace(std::string function, OperatorMethod method);
  // nullptr if there is none.
  [[nodiscard]] std::shared_ptr<const OperatorMethod> find(const std::string& function) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted
  // Those of the functions that are not registered.
  [[nodiscard]] std::vector<std::string> missing(const std::vector<std::string>& functions) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const OperatorMethod>> methods_;  // all that were ever added
  std::map<std::string, std::shared_ptr<const OperatorMethod>> by_name_;
};

}  // namespace baton::engine
