// What an expression may mention, which depends on where it is.
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

// The variables of an expression: the arguments of the DSL, then those that `for` and `catch` around it bind.
class Scope {
 public:
  Scope();

  // This scope with further variables. One that is there already is shadowed and keeps its place.
  [[nodiscard]] Scope with(std::initializer_list<std::string_view> variables) const;

  // This scope for the tasks of an extension: jq that stands before every expression which mentions $task.
  [[nodiscard]] Scope extending(std::string bind_task) const;
  [[nodiscard]] const std::string& bind_task() const { return bind_task_; }

  [[nodiscard]] std::span<const std::string> all() const { return names_; }
  [[nodiscard]] std::span<const std::string> lexical() const;

 private:
  std::vector<std::string> names_;
  std::string bind_task_;
};

struct Visible {
  const Scope& scope;
  bool secrets = false;  // may it mention $secrets?
  bool input = true;     // may it mention $input? Not once this call's `input.from` used secrets.
};

// The name of a variable that a task binds; `fallback` if the document gives none or a wrong one.
[[nodiscard]] std::string read_variable_name(Diagnostics& diagnostics, const Node* node, std::string_view fallback);

}  // namespace baton::dsl
