#include "dsl/directives.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"

#include <string>

namespace baton::dsl {

Siblings::Siblings(Diagnostics& diagnostics, const Node& list) {
  for (const Node* item : list.children) {
    if (!item->value.is_object() || item->children.size() != 1) continue;  // reported where it is compiled
    const Node& task = *item->children[0];
    const auto place = static_cast<std::uint32_t>(item->index);
    if (places_.emplace(task.key(), place).second) {
      names_.push_back(task.key());
    } else {
      diagnostics.error_at_key(task, "the name " + quoted(task.key()) + " is taken by another task of this list");
    }
  }
}

const std::uint32_t* Siblings::find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &found->second;
}

core::Directive read_directive(Diagnostics& diagnostics, const Node& node, const Siblings* siblings) {
  using enum core::Directive::Kind;
  const auto target = read_string(diagnostics, node);
  if (!target) return {};
  if (*target == "continue") return {.kind = Continue};
  if (*target == "exit") return {.kind = Exit};
  if (*target == "end") return {.kind = End};
  if (siblings == nullptr) {
    diagnostics.error(node, "must be continue, exit or end, not " + quoted(*target) +
                                ": a branch of a fork or the task of a function cannot continue with another task");
    return {};
  }
  if (const std::uint32_t* place = siblings->find(*target)) return {.kind = Jump, .target = *place};
  diagnostics.error(node, "there is no task " + quoted(*target) + " in this list" +
                              suggestion(diagnostics, *target, siblings->names()) +
                              " (its tasks: " + listed(siblings->names()) + "; or continue, exit, end)");
  return {};
}

}  // namespace baton::dsl
