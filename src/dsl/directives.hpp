// Flow directives: where the flow goes after a task.
#pragma once

#include "core/program.hpp"
#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace baton::dsl {

// The tasks of one list, by name: what a directive may name there. Names are unique in their list.
class Siblings {
 public:
  // Reports names that are in the list twice.
  Siblings(Diagnostics& diagnostics, const Node& list);

  // nullptr: no task of that name.
  [[nodiscard]] const std::uint32_t* find(std::string_view name) const;
  // In their order.
  [[nodiscard]] std::span<const std::string_view> names() const { return names_; }

 private:
  std::map<std::string_view, std::uint32_t> places_;
  std::vector<std::string_view> names_;
};

// `then`, for a task that is among these; nullptr: it stands alone, as the branch of a fork does.
[[nodiscard]] core::Directive read_directive(Diagnostics& diagnostics, const Node& node, const Siblings* siblings);

}  // namespace baton::dsl
