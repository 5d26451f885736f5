// The kinds of task that this version has: the properties of each, and how it is compiled.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/tasks.hpp"
#include "dsl/tree.hpp"

#include <span>
#include <string_view>

namespace baton::dsl {

using KindOfTask = decltype(core::Task::kind);

// A task whose kind is being compiled.
struct TaskSite {
  const Node& definition;
  std::string_view name;
  core::TaskId id;
  const Place& place;
  const Siblings* siblings;
  Visible visible;  // to the expressions of its definition

  // Where a task or list inside it is: its reference with `path` behind it.
  [[nodiscard]] Place inside(std::string_view path, const Scope& scope) const {
    return {.parent = id, .reference = place.reference + std::string(path), .scope = scope, .depth = place.depth + 1};
  }
};

struct KindRule {
  std::string_view key;                          // whose presence makes a task of this kind
  std::span<const std::string_view> properties;  // in addition to those of every task
  KindOfTask (*compile)(Compilation&, const TaskSite&);
};

[[nodiscard]] std::span<const KindRule> kind_rules();

// composite_tasks.cpp
[[nodiscard]] KindOfTask compile_do(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_for(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_fork(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_try(Compilation& compilation, const TaskSite& site);
// event_tasks.cpp
[[nodiscard]] KindOfTask compile_emit(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_listen(Compilation& compilation, const TaskSite& site);
// leaf_tasks.cpp
[[nodiscard]] KindOfTask compile_raise(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_run(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_set(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_switch(Compilation& compilation, const TaskSite& site);
[[nodiscard]] KindOfTask compile_wait(Compilation& compilation, const TaskSite& site);
// call_task.cpp
[[nodiscard]] KindOfTask compile_call(Compilation& compilation, const TaskSite& site);

// Does the task call an operator or a service, or start a process, so that a gateway evaluates its arguments? A call to a function
// does not.
[[nodiscard]] bool calls_gateway(const Compilation& compilation, const Node& definition);
// A function of `use.functions` as the task that is there.
core::TaskId compile_function(Compilation& compilation, std::string_view name, const Node& function,
                              const Place& place);

}  // namespace baton::dsl
