// Tasks: what all of them have, and the lists that contain them. What each kind has of its own: task_kinds.hpp.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/directives.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

// Where a task is, or the tasks of a list.
struct Place {
  core::TaskId parent;
  std::string reference;  // JSON Pointer of the task or list
  const Scope& scope;
  std::size_t depth;  // tasks around it
};

// Compiles a task with all that it contains and what extends it. Of a document with errors the result means nothing.
core::TaskId compile_task(Compilation& compilation, std::string_view name, const Node& definition, const Place& place,
                          const Siblings* siblings);
// The task alone, without extensions.
core::TaskId compile_own_task(Compilation& compilation, std::string_view name, const Node& definition,
                              const Place& place, const Siblings* siblings);
// The tasks of a list, in its order.
enum class ListKind : std::uint8_t {
  Sequence,  // each may name another as the one to follow
  Branches   // of a fork: each stands alone
};
[[nodiscard]] std::vector<core::TaskId> compile_tasks(Compilation& compilation, const Node& list, const Place& place,
                                                      ListKind kind = ListKind::Sequence);
// The same as an implicit Do task of its own, named for the key under which the list is.
[[nodiscard]] core::TaskId compile_implicit_do(Compilation& compilation, const Node& list, const Place& place);

// The name and the definition in an item {name: definition} of a list; nullptr, with an error, if the item is invalid.
[[nodiscard]] const Node* single_member(Diagnostics& diagnostics, const Node& item);

// `input.from`, `output.as` or `export.as` of a task or of the workflow; nullopt if it is not there.
struct DataFlow {
  std::string_view owner;  // "input"
  std::string_view name;   // "from"
};
[[nodiscard]] std::optional<core::Template> compile_data_flow(Compilation& compilation, const Node& node,
                                                              const Visible& visible, DataFlow flow);

}  // namespace baton::dsl
