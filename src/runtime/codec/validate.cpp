#include "runtime/codec/validate.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace baton::runtime {
namespace {

using core::Frame;
using core::Task;

bool is_task(const core::Program& program, core::TaskId id) {
  return static_cast<std::size_t>(id) < program.tasks.size();
}

// Does the frame's state belong to its kind of task?
bool state_fits(const Task& task, const Frame& frame) {
  if (std::holds_alternative<std::monostate>(frame.state)) return true;
  return std::visit(
      overloaded{
          [&](const core::DoTask& list) {
            const auto* state = std::get_if<core::DoState>(&frame.state);
            return state != nullptr && state->position < list.tasks.size();
          },
          [&](const core::ForTask&) { return std::holds_alternative<core::ForState>(frame.state); },
          [&](const core::ForkTask& fork) {
            const auto* state = std::get_if<core::ForkState>(&frame.state);
            return state != nullptr && state->outputs.size() == fork.branches.size();
          },
          [&](const core::TryTask&) { return std::holds_alternative<core::TryState>(frame.state); },
          [&](const core::WaitTask&) { return std::holds_alternative<core::WaitState>(frame.state); },
          [&](const core::CallTask&) { return std::holds_alternative<core::CallState>(frame.state); },
          [&](const core::RunWorkflowTask&) { return std::holds_alternative<core::RunWorkflowState>(frame.state); },
          [&](const core::MachineTask&) { return std::holds_alternative<core::MachineState>(frame.state); },
          [](const auto&) { return false; },
      },
      task.kind);
}

// What a machine waits for must be there, or it would wait for ever.
std::optional<std::string> broken_machine_rule(const core::MachineTask& kind, const core::Instance& instance) {
  const core::Frame* root = instance.state.find(core::kRootFrame);
  const auto* machine = root == nullptr ? nullptr : std::get_if<core::MachineState>(&root->state);
  if (machine == nullptr) return std::nullopt;
  for (const core::MachineRequestState& request : machine->requests) {
    const bool is_pending =
        request.key && std::ranges::find(instance.pending, *request.key, &core::Pending::key) != instance.pending.end();
    const bool is_due = request.timer && std::ranges::find(instance.state.timers, *request.timer, &core::Timer::id) !=
                                             instance.state.timers.end();
    if (is_pending == is_due) return "the machine waits for something that is not pending";
  }
  for (const core::Timer& timer : instance.state.timers) {
    if (std::ranges::find(machine->requests, timer.id, &core::MachineRequestState::timer) == machine->requests.end()) {
      return "a timer belongs to nothing that the machine has asked for";
    }
  }
  if (kind.machine == nullptr) return std::nullopt;
  const auto present = kind.machine->present({.json = instance.state.context, .format = instance.state.context_format});
  if (!present) return "the machine '" + kind.name + "' cannot read its state: " + present.error();
  return std::nullopt;
}

std::optional<std::string> broken_frame_rule(const core::Program& program, const core::WorkflowState& state) {
  core::FrameId last = core::kNoFrame;
  for (const auto& frame : state.frames) {
    if (frame->id <= last) return "frames are out of order";
    last = frame->id;
    if (!is_task(program, frame->task)) return "a frame names a task that the definition does not have";
    if (!state_fits(program.task(frame->task), *frame)) return "a frame does not fit its task";
    const bool is_root = frame->id == core::kRootFrame;
    if (is_root != (frame->parent == core::kNoFrame)) return "a frame has no place in the tree";
    if (!is_root && state.find(frame->parent) == nullptr) return "a frame's parent is missing";
    if (!is_root && frame->parent >= frame->id) return "a frame is older than its parent";
  }
  if (static_cast<std::uint32_t>(last) >= state.next_frame) return "frame numbers do not fit";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> broken_rule(const core::Program& program, const core::Instance& instance) {
  if (instance.digest != program.digest) return "it belongs to another definition";
  if (instance.status > Status::Completed) return "its status is unknown";
  if (instance.status != Status::Pending && !instance.started_at) return "its start is missing";
  if (auto broken = broken_frame_rule(program, instance.state)) return broken;
  for (const core::Timer& timer : instance.state.timers) {
    if (instance.state.find(timer.frame) == nullptr) return "a timer's frame is missing";
  }
  if (const core::MachineTask* machine = core::machine_of(program)) {
    if (auto broken = broken_machine_rule(*machine, instance)) return broken;
  }
  for (const auto* node = instance.state.ledger.newest().get(); node != nullptr; node = node->older.get()) {
    if (!is_task(program, node->entry.task) || !program.task(node->entry.task).compensate) {
      return "the ledger names a task that has no compensation";
    }
  }
  for (const core::Pending& pending : instance.pending) {
    const auto* call = std::get_if<core::Call>(&pending.request);
    if (call != nullptr && !is_task(program, call->task))
      return "a call names a task that the definition does not have";
  }
  return std::nullopt;
}

}  // namespace baton::runtime
