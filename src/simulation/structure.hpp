// How the tasks of a program stand within one another.
#pragma once

#include "core/program.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace baton::simulation {

// The task and those around it, innermost first.
[[nodiscard]] std::vector<core::TaskId> path_out(const core::Program& program, core::TaskId task);
// The composite itself counts as inside.
[[nodiscard]] bool is_inside(const core::Program& program, core::TaskId task, core::TaskId composite);
// The metadata.compensate list that the task stands in, if it does.
[[nodiscard]] std::optional<core::TaskId> compensation_around(const core::Program& program, core::TaskId task);
// The `try` tasks whose body the task runs in, innermost first; those around what a compensation undoes are over.
[[nodiscard]] std::vector<core::TaskId> blocks_around(const core::Program& program, core::TaskId task);
// What repeats this task, a block or a call; null: nothing does.
[[nodiscard]] const core::RetryPolicy* retry_of(const core::Program& program, core::TaskId task);
// Without a limit, delays that grow become as long as anyone likes: only those before so many retries count.
inline constexpr std::uint32_t kRetriesThatCount = 10;
[[nodiscard]] std::optional<core::TaskId> find_task(const core::Program& program, std::string_view reference);

template <class Kind>
const Kind* kind_of(const core::Program& program, core::TaskId task) {
  return std::get_if<Kind>(&program.task(task).kind);
}

}  // namespace baton::simulation
