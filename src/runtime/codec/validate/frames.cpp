// Frames: how each stands to its phase, its parent, its children and what it unwinds for. workflow/state.hpp draws the phases.
#include "base/overloaded.hpp"
#include "runtime/codec/validate/rules.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace baton::runtime::validate {
namespace {

using core::Frame;
using core::FrameId;
using core::Phase;
using core::Task;
using Next = core::Unwinding::Next;

template <class State>
const State* state_of(const Frame& frame) {
  return std::get_if<State>(&frame.state);
}

// Its time is up: it drains, and what is around it does not end with it.
bool has_timed_out(const Frame& frame) {
  const auto* child = state_of<core::RunWorkflowState>(frame);
  return child != nullptr && child->timed_out;
}

bool is_leaving(const Frame& frame) {
  return (frame.phase == Phase::Draining && !has_timed_out(frame)) || frame.cancelling ||
         (frame.unwinding && frame.unwinding->next == Next::Close);
}

bool has_key(const Frame& frame) {
  return core::awaited_key(frame.state) != nullptr;
}

std::string in_retry_point(const std::string& broken) {
  return "retry point: " + broken;
}

// Of a retry point whose frames form a tree.
Broken broken_frames_of(const core::Program& program, const core::Instance& instance, const core::RetryPoint& point) {
  const FrameTree tree(point.frames);
  if (tree.find(point.origin) == nullptr) return in_retry_point("the frame that faulted is missing");
  if (std::ranges::any_of(point.frames, [](const auto& frame) { return frame->compensation; })) {
    return in_retry_point("something is being undone");
  }
  const Broken broken = broken_frames(program, instance, tree, point.origin);
  return broken ? in_retry_point(*broken) : broken;
}

// The frames of one point in time, and what they are looked at for.
class FrameRules {
 public:
  FrameRules(const core::Program& program, const core::Instance& instance, const FrameTree& tree,
             std::optional<FrameId> origin)
      : program_(program), instance_(instance), tree_(tree), origin_(origin) {}

  [[nodiscard]] Broken broken(const Frame& frame) const {
    if (frame.answered && !(origin_ && has_key(frame)))
      return "an outcome is noted that only a call in a retry point has";
    if (auto broken = broken_state(task_of(frame), instance_, frame, leeway_of(frame))) return broken;
    if (auto broken = broken_phase(frame)) return broken;
    if (auto broken = broken_children(frame)) return broken;
    return frame.unwinding ? broken_unwinding(frame) : std::nullopt;
  }

 private:
  [[nodiscard]] const Task& task_of(const Frame& frame) const { return program_.task(frame.task); }
  [[nodiscard]] bool is_origin(const Frame& frame) const { return origin_ == frame.id; }
  // Where its task has not begun or failed to, and where it faulted after its work or only undoes.
  [[nodiscard]] Leeway leeway_of(const Frame& frame) const {
    const bool is_ready = frame.phase == Phase::Ready;
    return {.without_state = is_ready || is_origin(frame),
            .past_end = is_ready || is_origin(frame) || frame.unwinding.has_value()};
  }

  [[nodiscard]] Broken broken_phase(const Frame& frame) const;
  [[nodiscard]] Broken broken_children(const Frame& frame) const;
  [[nodiscard]] Broken broken_count_of_children(const Frame& frame) const;
  [[nodiscard]] bool belongs_to(const Frame& parent, const Frame& child) const;
  [[nodiscard]] Broken broken_unwinding(const Frame& frame) const;
  [[nodiscard]] Broken broken_inner_retry_point(const Frame& holder, const core::RetryPoint& point) const;

  const core::Program& program_;
  const core::Instance& instance_;
  const FrameTree& tree_;
  std::optional<FrameId> origin_;
};

Broken FrameRules::broken_phase(const Frame& frame) const {
  if (frame.unwinding && frame.cancelling) return "it both unwinds and is cancelled";
  // The time of an attempt may be up before its body has had its turn.
  const bool may_fault = frame.phase != Phase::Draining && !frame.unwinding && !frame.cancelling && !has_key(frame);
  if (is_origin(frame) && !may_fault) return "it is what faulted, but it was not at work";
  switch (frame.phase) {
    case Phase::Ready:
      if (frame.unwinding || frame.cancelling) return "it ends before it has begun";
      if (has_key(frame)) return "it waits for an answer before it has begun";
      return std::nullopt;
    case Phase::Draining:
      if (frame.unwinding || frame.cancelling) return "it is in two states at once";
      if (!has_key(frame)) return "it awaits the end of a call that it has not made";
      return std::nullopt;
    case Phase::Active:
      if (has_timed_out(frame)) return "it awaits the end of a child, but does not drain";
      return std::nullopt;
  }
  return "its phase is unknown";
}

// Is this the task that the parent runs inside it now?
bool FrameRules::belongs_to(const Frame& parent, const Frame& child) const {
  return std::visit(
      overloaded{[&](const core::DoTask& list) {
                   const auto* state = state_of<core::DoState>(parent);
                   return state != nullptr && state->position < list.tasks.size() &&
                          list.tasks[state->position] == child.task;
                 },
                 [&](const core::ForTask& loop) {
                   const auto* state = state_of<core::ForState>(parent);
                   return state != nullptr && state->index < state->collection.size() && loop.body == child.task;
                 },
                 [&](const core::ForkTask& fork) {
                   const auto* state = state_of<core::ForkState>(parent);
                   const auto branch = std::ranges::find(fork.branches, child.task);
                   return state != nullptr && branch != fork.branches.end() &&
                          !state->outputs[static_cast<std::size_t>(branch - fork.branches.begin())];
                 },
                 [&](const core::TryTask& block) {
                   const auto* state = state_of<core::TryState>(parent);
                   return state != nullptr && child.task == (state->handling ? *block.handler : block.body);
                 },
                 [&](const core::FunctionTask& function) { return function.body == child.task; },
                 [](const core::SetTask&) { return false; }, [](const core::SwitchTask&) { return false; },
                 [](const core::RaiseTask&) { return false; }, [](const core::WaitTask&) { return false; },
                 [](const core::CallTask&) { return false; }, [](const core::RunWorkflowTask&) { return false; },
                 [](const core::EmitTask&) { return false; },
                 [&](const core::ListenTask& listen) {
                   const auto* state = state_of<core::ListenState>(parent);
                   return state != nullptr && state->handling && listen.foreach->body == child.task;
                 },
                 [](const core::UnsupportedTask&) { return false; }},
      task_of(parent).kind);
}

Broken FrameRules::broken_children(const Frame& frame) const {
  const auto children = tree_.children_of(frame.id);
  if (frame.phase != Phase::Active && !children.empty()) return "it has tasks inside it, which its phase excludes";
  const bool ends_them = frame.unwinding || frame.cancelling;
  if (ends_them && children.empty()) return "it ends tasks inside it, but there are none";
  std::set<core::TaskId> tasks;
  for (const Frame* child : children) {
    const std::string name = "frame " + std::to_string(std::to_underlying(child->id));
    if (!tasks.insert(child->task).second) return "the task of " + name + " runs inside it twice";
    if (child->compensation) {
      if (!frame.unwinding || !frame.unwinding->undoing) return name + " undoes something that it does not undo";
      continue;
    }
    if (!belongs_to(frame, *child)) return name + " does not run inside it";
    if (ends_them != is_leaving(*child)) return name + (ends_them ? " is not ended with it" : " ends without it");
  }
  return ends_them ? std::nullopt : broken_count_of_children(frame);
}

// Of a task that goes through its work.
Broken FrameRules::broken_count_of_children(const Frame& frame) const {
  if (frame.phase != Phase::Active || (is_origin(frame) && tree_.children_of(frame.id).empty())) return std::nullopt;
  const std::size_t count = tree_.children_of(frame.id).size();
  const auto exactly_one = [&]() -> Broken {
    if (count == 1) return std::nullopt;
    return "not exactly one task runs inside it";
  };
  const auto nothing = [](const auto&) -> Broken { return std::nullopt; };  // it has no place for any
  return std::visit(overloaded{[&](const core::DoTask&) { return exactly_one(); },
                               [&](const core::ForTask&) { return exactly_one(); },
                               [&](const core::FunctionTask&) { return exactly_one(); },
                               [&](const core::TryTask&) -> Broken {
                                 if (count <= 1) return std::nullopt;
                                 return "several tasks run inside it";
                               },
                               [&](const core::ForkTask& fork) -> Broken {
                                 const auto* state = state_of<core::ForkState>(frame);
                                 const std::ptrdiff_t done = std::ranges::count_if(
                                     state->outputs, [](const auto& output) { return output.has_value(); });
                                 const std::size_t needed = fork.compete ? 1 : fork.branches.size();
                                 if (count + static_cast<std::size_t>(done) >= needed) return std::nullopt;
                                 return "a branch neither runs nor has an output";
                               },
                               [&](const core::ListenTask&) -> Broken {
                                 const auto* state = state_of<core::ListenState>(frame);
                                 if (count == (state != nullptr && state->handling ? 1U : 0U)) return std::nullopt;
                                 return "it handles an event that it does not have";
                               },
                               nothing},
                    task_of(frame).kind);
}

Broken FrameRules::broken_unwinding(const Frame& frame) const {
  const core::Unwinding& unwinding = *frame.unwinding;
  const bool is_root = frame.id == core::kRootFrame;
  switch (unwinding.next) {
    case Next::Fault:
      if (!unwinding.problem) return "it unwinds because of a problem that is missing";
      break;
    case Next::Complete: {
      const auto* fork = std::get_if<core::ForkTask>(&task_of(frame).kind);
      if (!frame.compensation && (fork == nullptr || !fork->compete)) return "it unwinds to complete, which it cannot";
      break;
    }
    case Next::RepeatBlock:
      if (state_of<core::TryState>(frame) == nullptr) return "it unwinds to be repeated, but it is not a try";
      if (state_of<core::TryState>(frame)->handling)
        return "it unwinds to be repeated, but its error is handled already";
      break;
    case Next::EndWorkflow:
      break;
    case Next::EndCancelled:
      if (!is_root) return "it unwinds to end the workflow, but it is a task";
      break;
    case Next::Close:
      if (is_root) return "the workflow unwinds as if it were a task";
      break;
  }
  const bool undoes = std::ranges::any_of(tree_.children_of(frame.id), &Frame::compensation);
  if (undoes != unwinding.undoing.has_value()) return "what it undoes does not run";
  if (!undoes && !unwinding.undo_key.empty()) return "it has a key for undoing, and undoes nothing";
  if (auto broken = broken_shared_key(unwinding.undo_key)) return broken;
  if (unwinding.undoing) {
    if (origin_) return "a retry point undoes something";
    if (static_cast<std::size_t>(*unwinding.undoing) >= program_.tasks.size()) return "it undoes an unknown task";
    const auto children = tree_.children_of(frame.id);
    if (children.size() != 1 || program_.task(*unwinding.undoing).compensate != children.front()->task) {
      return "what runs inside it is not the compensation of what it undoes";
    }
    if (unwinding.retry_point) return "there is nothing to go back to once something is being undone";
  }
  return unwinding.retry_point ? broken_inner_retry_point(frame, *unwinding.retry_point) : std::nullopt;
}

// If nobody catches the fault of the holder, the frames of the point are put in the place of the holder as it is now.
Broken FrameRules::broken_inner_retry_point(const Frame& holder, const core::RetryPoint& point) const {
  if (point.frames.empty() || point.frames.front()->id != holder.id) return "its retry point does not have it";
  if (auto broken = broken_branch(program_, point.frames, std::get<core::WorkflowState>(instance_.state).next_frame))
    return in_retry_point(*broken);
  if (auto broken = broken_frames_of(program_, instance_, point)) return broken;
  for (const auto& frame : point.frames) {
    const Frame* now = tree_.find(frame->id);
    if (now != nullptr && (now->parent != frame->parent || now->task != frame->task)) {
      return "its retry point gives the number of a frame to another";
    }
    // The outcome of what is awaited inside it is noted in the point.
    if (now != nullptr && now->phase == Phase::Draining && !has_key(*frame)) {
      return "its retry point does not have a call that it awaits";
    }
  }
  return std::nullopt;
}

}  // namespace

Broken broken_frames(const core::Program& program, const core::Instance& instance, const FrameTree& tree,
                     std::optional<FrameId> origin) {
  const FrameRules rules(program, instance, tree, origin);
  for (const auto& frame : tree.frames()) {
    if (auto broken = rules.broken(*frame)) {
      return "frame " + std::to_string(std::to_underlying(frame->id)) + ": " + *broken;
    }
  }
  return std::nullopt;
}

Broken broken_retry_point(const core::Program& program, const core::Instance& instance, const core::RetryPoint& point) {
  if (auto broken = broken_tree(program, point.frames, std::get<core::WorkflowState>(instance.state).next_frame))
    return in_retry_point(*broken);
  return broken_frames_of(program, instance, point);
}

}  // namespace baton::runtime::validate
