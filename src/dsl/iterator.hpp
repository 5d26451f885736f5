// `foreach`: what is done with each event or message that a subscription brings.
#pragma once

#include "core/program.hpp"
#include "dsl/compilation.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>

namespace baton::dsl {

// `path`: from the task to the iterator.
[[nodiscard]] std::optional<core::EventIterator> compile_iterator(Compilation& compilation, const Node& node,
                                                                  const TaskSite& site, std::string_view path);

}  // namespace baton::dsl
