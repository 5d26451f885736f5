#include "dsl/compilation.hpp"

#include <utility>

namespace baton::dsl {

std::optional<core::TaskId> Compilation::add_task() {
  if (tasks.size() > limits.max_tasks) {  // the workflow itself is the first
    exhaust("the workflow has more than " + std::to_string(limits.max_tasks) +
            " tasks (max_tasks, counted after the inlining of functions; a list of tasks within a task counts as one)");
  }
  if (exhausted) return std::nullopt;
  tasks.emplace_back();
  return static_cast<core::TaskId>(tasks.size() - 1);
}

const Node* Compilation::resolve(const Node& node, ComponentMap& map) {
  if (!node.value.is_string()) return &node;
  const Node* component = map.resolve(diagnostics, node);
  return component != nullptr && count_reuse(*component) ? component : nullptr;
}

bool Compilation::count_reuse(const Node& component) {
  // Ten whole documents of the largest size.
  const std::size_t max_nodes = 10 * limits.max_nodes;
  const std::size_t max_bytes = 10 * limits.max_bytes;
  reused += component.extent;
  if (reused.nodes > max_nodes || reused.bytes > max_bytes) {
    exhaust("the components of 'use', and schemas that others refer to, add more than " + std::to_string(max_nodes) +
            " values or " + std::to_string(max_bytes) +
            " bytes where they are used (ten times max_nodes and max_bytes)");
  }
  return !exhausted;
}

core::SchemaPtr* Compilation::find_schema(const std::string& text) {
  if (schemas.size() >= limits.max_schemas && !schemas.contains(text)) {
    exhaust("the workflow has more than " + std::to_string(limits.max_schemas) + " different schemas (max_schemas)");
    return nullptr;
  }
  return &schemas[text];
}

void Compilation::exhaust(std::string message) {
  if (!exhausted) diagnostics.error(Position{}, std::move(message));
  exhausted = true;
}

}  // namespace baton::dsl
