#include "simulation/structure.hpp"

#include <algorithm>
#include <cstddef>

namespace baton::simulation {

using core::Program;
using core::TaskId;

std::vector<TaskId> path_out(const Program& program, TaskId task) {
  if (program.hosted) return {};
  std::vector<TaskId> path = {task};
  for (auto around = program.task(task).parent; around; around = program.task(*around).parent) path.push_back(*around);
  return path;
}

bool is_inside(const Program& program, TaskId task, TaskId composite) {
  return std::ranges::count(path_out(program, task), composite) > 0;
}

std::optional<TaskId> compensation_around(const Program& program, TaskId task) {
  for (const TaskId each : path_out(program, task)) {
    const auto& parent = program.task(each).parent;
    if (parent && program.task(*parent).compensate == each) return each;
  }
  return std::nullopt;
}

std::vector<TaskId> blocks_around(const Program& program, TaskId task) {
  std::vector<TaskId> blocks;
  for (const TaskId each : path_out(program, task)) {
    const auto& parent = program.task(each).parent;
    const auto* block = parent ? kind_of<core::TryTask>(program, *parent) : nullptr;
    if (block != nullptr && block->body == each) blocks.push_back(*parent);
    if (parent && program.task(*parent).compensate == each) break;
  }
  return blocks;
}

const core::RetryPolicy* retry_of(const Program& program, TaskId task) {
  const auto* block = kind_of<core::TryTask>(program, task);
  const auto* call = kind_of<core::CallTask>(program, task);
  if (block != nullptr && block->retry) return &*block->retry;
  return call != nullptr && call->retry ? &*call->retry : nullptr;
}

std::optional<TaskId> find_task(const Program& program, std::string_view reference) {
  const auto found = std::ranges::find(program.tasks, reference, &core::Task::reference);
  if (found == program.tasks.end()) return std::nullopt;
  return static_cast<TaskId>(found - program.tasks.begin());
}

}  // namespace baton::simulation
