// operator<< of what a test prints or a program logs: Value, Status, Problem, InstanceId. GoogleTest uses them in its messages. A header of
// its own, so that others do not pay for <ostream>.
#pragma once

#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/status.hpp>
#include <baton/value.hpp>

#include <ostream>

namespace baton {

inline std::ostream& operator<<(std::ostream& out, const Value& value) {
  return out << to_json(value);
}
inline std::ostream& operator<<(std::ostream& out, const InstanceId& id) {
  return out << id.value;
}

inline std::ostream& operator<<(std::ostream& out, Status status) {
  return out << status_name(status);
}
inline std::ostream& operator<<(std::ostream& out, const Problem& problem) {
  return out << to_json(to_value(problem));
}

}  // namespace baton
