#include "simulation/flow.hpp"

#include "simulation/structure.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <cstddef>

namespace baton::simulation {
namespace {

using core::Directive;
using core::Program;
using core::TaskId;

class Flow {
 public:
  explicit Flow(const Program& program) : program_(program), reachable_(program.tasks.size(), false) {
    enter(core::kRootTask);
  }

  [[nodiscard]] std::vector<bool> take() && { return std::move(reachable_); }

 private:
  // Where the flow can go from a task on; nothing: it never continues.
  using Ways = std::vector<Directive>;

  // Marks the task and all that it can lead to inside; where it goes on.
  Ways enter(TaskId id) {
    reachable_[static_cast<std::size_t>(id)] = true;
    const core::Task& task = program_.task(id);
    if (task.compensate) enter(*task.compensate);
    Ways ways = std::visit([&](const auto& kind) { return enter(task, kind); }, task.kind);
    if (task.if_) ways.push_back(Directive{});
    if (!task.required) ways.insert(ways.end(), {Directive{}, task.then});
    return ways;
  }

  Ways enter(const core::Task& task, const core::DoTask& list) {
    Passage passage = pass(list);
    if (passage.is_passed) passage.beyond.push_back(task.then);
    return std::move(passage.beyond);
  }
  static Ways enter(const core::Task& task, const core::SetTask&) { return {task.then}; }
  static Ways enter(const core::Task&, const core::RaiseTask&) { return {}; }
  static Ways enter(const core::Task& task, const core::WaitTask&) { return {task.then}; }
  static Ways enter(const core::Task& task, const core::CallTask&) { return {task.then}; }
  static Ways enter(const core::Task& task, const core::RunWorkflowTask&) { return {task.then}; }
  static Ways enter(const core::Task& task, const core::EmitTask&) { return {task.then}; }
  static Ways enter(const core::Task& task, const core::UnsupportedTask&) { return {task.then}; }
  Ways enter(const core::Task& task, const core::ListenTask& listen) {
    if (listen.foreach && listen.foreach->body) enter(*listen.foreach->body);
    return {task.then};
  }

  static Ways enter(const core::Task& task, const core::SwitchTask& choice) {
    Ways ways;
    bool has_default = false;
    for (const core::SwitchTask::Case& each : choice.cases) {
      ways.push_back(each.then);
      has_default = has_default || !each.when;
    }
    if (!has_default) ways.push_back(task.then);
    return ways;
  }

  Ways enter(const core::Task& task, const core::ForTask& loop) {
    Ways ways = {task.then};  // perhaps there is nothing to go through
    for (const Directive& way : enter(loop.body)) {
      if (way.levels > 0) ways.push_back(outside(way));
    }
    return ways;
  }

  Ways enter(const core::Task& task, const core::ForkTask& fork) {
    const auto passed = std::ranges::count_if(fork.branches, [&](TaskId branch) { return !enter(branch).empty(); });
    const bool passes = fork.compete ? passed > 0 : static_cast<std::size_t>(passed) == fork.branches.size();
    return passes ? Ways{task.then} : Ways{};
  }

  Ways enter(const core::Task& task, const core::TryTask& block) {
    Ways ways;
    if (!enter(block.body).empty()) ways.push_back(task.then);
    const Directive caught = block.then.value_or(task.then);
    if (block.handler) {
      if (!enter(*block.handler).empty()) ways.push_back(caught);
    } else if (!block.retry || block.then) {
      ways.push_back(caught);
    }
    return ways;
  }

  Ways enter(const core::Task& task, const core::FunctionTask& function) {
    return enter(function.body).empty() ? Ways{} : Ways{task.then};
  }

  static Directive outside(Directive way) {
    --way.levels;
    return way;
  }

  struct Passage {
    bool is_passed = false;  // something leads out at the end of the list, or by `exit`
    Ways beyond = {};        // to where its tasks say that they continue outside of it
  };
  Passage pass(const core::DoTask& list) {
    Passage passage;
    std::vector<std::size_t> open = {0};
    std::vector<bool> seen(list.tasks.size(), false);
    while (!open.empty()) {
      const std::size_t place = open.back();
      open.pop_back();
      if (place >= list.tasks.size()) {
        passage.is_passed = true;
        continue;
      }
      if (seen[place]) continue;
      seen[place] = true;
      for (const Directive& way : enter(list.tasks[place])) {
        if (way.levels > 0) {
          passage.beyond.push_back(outside(way));
          continue;
        }
        switch (way.kind) {
          case Directive::Kind::Continue:
            open.push_back(place + 1);
            break;
          case Directive::Kind::Jump:
            open.push_back(way.target);
            break;
          case Directive::Kind::Exit:
            passage.is_passed = true;
            break;
          case Directive::Kind::End:
            break;
        }
      }
    }
    return passage;
  }

  const Program& program_;
  std::vector<bool> reachable_;
};

}  // namespace

std::vector<bool> reachable_tasks(const Program& program) {
  return Flow(program).take();
}

namespace {

using core::Directive;
using core::RetryPolicy;
using core::Task;
using core::TaskId;

// The tasks that stand in one list with this one; nullptr: it stands alone.
const std::vector<TaskId>* list_around(const core::Program& program, TaskId id) {
  const auto& parent = program.task(id).parent;
  const auto* list = parent ? std::get_if<core::DoTask>(&program.task(*parent).kind) : nullptr;
  return list == nullptr ? nullptr : &list->tasks;
}

bool is_endless(const std::optional<RetryPolicy>& retry) {
  return retry && !retry->max_retries && !retry->total_duration;
}

}  // namespace

bool may_never_end(const core::Program& program) {
  for (std::size_t i = 0; i < program.tasks.size(); ++i) {
    const Task& task = program.tasks[i];
    const auto leads_back = [&](const Directive& then) {
      auto from = static_cast<TaskId>(i);
      for (std::uint8_t level = 0; level < then.levels; ++level) from = *program.task(from).parent;
      const auto* list = list_around(program, from);
      const auto place = list == nullptr ? 0 : std::ranges::find(*list, from) - list->begin();
      return then.kind == Directive::Kind::Jump && static_cast<std::ptrdiff_t>(then.target) <= place;
    };
    if (leads_back(task.then) || std::holds_alternative<core::RunWorkflowTask>(task.kind)) return true;
    if (const auto* choice = std::get_if<core::SwitchTask>(&task.kind)) {
      if (std::ranges::any_of(choice->cases, leads_back, &core::SwitchTask::Case::then)) return true;
    }
    if (const auto* block = std::get_if<core::TryTask>(&task.kind)) {
      if (is_endless(block->retry) || (block->then && leads_back(*block->then))) return true;
    }
    const auto* call = std::get_if<core::CallTask>(&task.kind);
    if (call != nullptr && is_endless(call->retry)) return true;
  }
  return false;
}

}  // namespace baton::simulation
