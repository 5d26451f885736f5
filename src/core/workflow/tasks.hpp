// What the kinds of task do when something reaches them. One file per kind: do.cpp, set.cpp, switch.cpp, for.cpp,
// fork.cpp, try.cpp, raise.cpp, wait.cpp, call.cpp, function.cpp, run_workflow.cpp, machine.cpp.
//
// Each function finds its task Active in its frame and leaves it completed, faulted or waiting for something.
#pragma once

#include "core/workflow/transition.hpp"

#include <baton/problem.hpp>

#include <memory>

namespace baton::core {

// How a child frame, by now closed, ended.
struct ChildCompleted {
  FrameId frame;
  TaskId task;
  Value output;
  Directive then;
};
struct ChildFaulted {
  FrameId frame;
  TaskId task;
  Problem problem;
  std::shared_ptr<const RetryPoint> retry_point;
};

// The task begins: its input stands in the frame.
void start(Transition& transition, FrameId frame, const DoTask& task);
void start(Transition& transition, FrameId frame, const SetTask& task);
void start(Transition& transition, FrameId frame, const SwitchTask& task);
void start(Transition& transition, FrameId frame, const ForTask& task);
void start(Transition& transition, FrameId frame, const ForkTask& task);
void start(Transition& transition, FrameId frame, const TryTask& task);
void start(Transition& transition, FrameId frame, const RaiseTask& task);
void start(Transition& transition, FrameId frame, const WaitTask& task);
void start(Transition& transition, FrameId frame, const CallTask& task);
void start(Transition& transition, FrameId frame, const FunctionTask& task);
void start(Transition& transition, FrameId frame, const RunWorkflowTask& task);
void start(Transition& transition, FrameId frame, const MachineTask& task);

// A task inside it completed.
void child_completed(Transition& transition, FrameId frame, const DoTask& task, ChildCompleted child);
void child_completed(Transition& transition, FrameId frame, const ForTask& task, ChildCompleted child);
void child_completed(Transition& transition, FrameId frame, const ForkTask& task, ChildCompleted child);
void child_completed(Transition& transition, FrameId frame, const TryTask& task, ChildCompleted child);
void child_completed(Transition& transition, FrameId frame, const FunctionTask& task, ChildCompleted child);

// A task inside it faulted. What is not listed here passes the fault on.
void child_faulted(Transition& transition, FrameId frame, const ForkTask& task, ChildFaulted child);
void child_faulted(Transition& transition, FrameId frame, const TryTask& task, ChildFaulted child);

// The answer to what it asked of the world.
void answered(Transition& transition, FrameId frame, const CallTask& task, const Pending& asked, Outcome outcome);
void answered(Transition& transition, FrameId frame, const RunWorkflowTask& task, const Pending& asked,
              Outcome outcome);
void answered(Transition& transition, FrameId frame, const MachineTask& task, const Pending& asked, Outcome outcome);

// An event from outside.
void delivered(Transition& transition, FrameId frame, const MachineTask& task, const Deliver& event);

// Its timer fired; TaskTimeout and DrainLimit do not come here but to give_up() below, or to time_out() of task_flow.hpp.
void timer_fired(Transition& transition, FrameId frame, const TryTask& task, const Timer& timer);
void timer_fired(Transition& transition, FrameId frame, const WaitTask& task, const Timer& timer);
void timer_fired(Transition& transition, FrameId frame, const CallTask& task, const Timer& timer);
void timer_fired(Transition& transition, FrameId frame, const MachineTask& task, const Timer& timer);

// It is not to wait for its answer any longer: the outcome stays unknown.
void give_up(Transition& transition, FrameId frame, const CallTask& task);
void give_up(Transition& transition, FrameId frame, const RunWorkflowTask& task);

// It is cancelled. True if something is in flight that must be awaited: then the frame becomes Draining.
[[nodiscard]] bool cancel_leaf(Transition& transition, FrameId frame, const CallTask& task);
[[nodiscard]] bool cancel_leaf(Transition& transition, FrameId frame, const RunWorkflowTask& task);

// A retry of the faulted instance has put its frame back as it was at the fault.
void restore(Transition& transition, FrameId frame, const TryTask& task);
void restore(Transition& transition, FrameId frame, const WaitTask& task);
void restore(Transition& transition, FrameId frame, const CallTask& task);
void restore(Transition& transition, FrameId frame, const RunWorkflowTask& task);

}  // namespace baton::core
