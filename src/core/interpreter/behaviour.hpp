// What the kinds of task do in each moment of a task's life. One file per kind: do.cpp, set.cpp, switch.cpp, for.cpp, fork.cpp,
// try.cpp, raise.cpp, wait.cpp, call.cpp, function.cpp, run_workflow.cpp, emit.cpp, listen.cpp.
//
//   start            the task begins: its input is in the frame
//   child_completed  a task inside it has completed
//   child_faulted    a task inside it has faulted
//   answered         its request to the world has been answered
//   timer_fired      its timer has fired (TaskTimeout and DrainLimit go to time_out() of ending.hpp)
//   give_up          its time is up, or that for awaiting its answer; true: it must end before the task can, and the frame becomes
//                    Draining
//   cancel           it is cancelled; true: something in flight must be awaited, and the frame becomes Draining
//   restore          a retry of the faulted instance has put its frame back as it was at the fault
//
// Each kind has a handler for each moment, or says with one of the types below why it has none. A kind that leaves a moment out
// does not compile. A handler finds its task Active in its frame and leaves it completed, faulted or waiting for something.
#pragma once

#include "base/check.hpp"
#include "core/interpreter/leaving.hpp"
#include "core/interpreter/workflow_transition.hpp"

#include <baton/problem.hpp>

#include <memory>
#include <utility>

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

// child_completed, child_faulted: no task is ever inside it.
struct HasNoChildren {
  void operator()(WorkflowTransition&, FrameId, const auto&, const auto&) const {
    BATON_CHECK(false, "a task without inner tasks had a child");
  }
};
// child_faulted: the fault is its own.
struct PassesOn {
  void operator()(WorkflowTransition& transition, FrameId frame, const auto&, ChildFaulted child) const {
    pass_fault(transition, frame, std::move(child.problem), child.retry_point);
  }
};
// answered, timer_fired: it waits for none.
struct AwaitsNone {
  void operator()(WorkflowTransition& transition, FrameId, const auto&, const auto&...) const { transition.ignore(); }
};
// give_up, cancel: it never has a request of its own in flight.
struct NothingInFlight {
  bool operator()(WorkflowTransition&, FrameId, const auto&) const { return false; }
};
// start: a program with such a task is not started, so this is for a program that was made in another way.
struct CannotRun {
  void operator()(WorkflowTransition& transition, FrameId frame, const auto&) const {
    fault(transition, frame, make_problem(ProblemKind::Configuration, "this version of Baton cannot run the task"));
  }
};
// restore: its frame says all.
struct StaysAsItIs {
  void operator()(WorkflowTransition&, FrameId, const auto&) const {}
};

template <class Task>
struct Behaviour;

template <>
struct Behaviour<DoTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const DoTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const DoTask& task, ChildCompleted child);
  static constexpr PassesOn child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<SetTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const SetTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<SwitchTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const SwitchTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<ForTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const ForTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const ForTask& task, ChildCompleted child);
  static constexpr PassesOn child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<ForkTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const ForkTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const ForkTask& task,
                              ChildCompleted child);
  static void child_faulted(WorkflowTransition& transition, FrameId frame, const ForkTask& task, ChildFaulted child);
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<TryTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const TryTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const TryTask& task, ChildCompleted child);
  static void child_faulted(WorkflowTransition& transition, FrameId frame, const TryTask& task, ChildFaulted child);
  static constexpr AwaitsNone answered{};
  static void timer_fired(WorkflowTransition& transition, FrameId frame, const TryTask& task, const Timer& timer);
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static void restore(WorkflowTransition& transition, FrameId frame, const TryTask& task);
};

template <>
struct Behaviour<RaiseTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const RaiseTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<WaitTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const WaitTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static void timer_fired(WorkflowTransition& transition, FrameId frame, const WaitTask& task, const Timer& timer);
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static void restore(WorkflowTransition& transition, FrameId frame, const WaitTask& task);
};

template <>
struct Behaviour<CallTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const CallTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static void answered(WorkflowTransition& transition, FrameId frame, const CallTask& task, const Pending& asked,
                       Outcome outcome);
  static void timer_fired(WorkflowTransition& transition, FrameId frame, const CallTask& task, const Timer& timer);
  [[nodiscard]] static bool give_up(WorkflowTransition& transition, FrameId frame, const CallTask& task);
  [[nodiscard]] static bool cancel(WorkflowTransition& transition, FrameId frame, const CallTask& task);
  static void restore(WorkflowTransition& transition, FrameId frame, const CallTask& task);
};

template <>
struct Behaviour<FunctionTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const FunctionTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const FunctionTask& task,
                              ChildCompleted child);
  static constexpr PassesOn child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

template <>
struct Behaviour<RunWorkflowTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task);
  static constexpr HasNoChildren child_completed{};  // of frames; its child is an instance of its own
  static constexpr HasNoChildren child_faulted{};
  static void answered(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task, const Pending& asked,
                       Outcome outcome);
  static constexpr AwaitsNone timer_fired{};
  [[nodiscard]] static bool give_up(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task);
  [[nodiscard]] static bool cancel(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task);
  static void restore(WorkflowTransition& transition, FrameId frame, const RunWorkflowTask& task);
};

// Of the kinds that this version reads and checks, and does not run.
struct NotRun {
  static constexpr CannotRun start{};
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};
template <>
struct Behaviour<UnsupportedTask> : NotRun {};

template <>
struct Behaviour<EmitTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const EmitTask& task);
  static constexpr HasNoChildren child_completed{};
  static constexpr HasNoChildren child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static constexpr StaysAsItIs restore{};
};

// Its events come by consume() of listening.hpp: each is for one of its filters.
template <>
struct Behaviour<ListenTask> {
  static void start(WorkflowTransition& transition, FrameId frame, const ListenTask& task);
  static void child_completed(WorkflowTransition& transition, FrameId frame, const ListenTask& task,
                              ChildCompleted child);
  static constexpr PassesOn child_faulted{};
  static constexpr AwaitsNone answered{};
  static constexpr AwaitsNone timer_fired{};
  static constexpr NothingInFlight give_up{};
  static constexpr NothingInFlight cancel{};
  static void restore(WorkflowTransition& transition, FrameId frame, const ListenTask& task);
};

template <class Task>
concept AnswersForEveryMoment = requires {
  Behaviour<Task>::start;
  Behaviour<Task>::child_completed;
  Behaviour<Task>::child_faulted;
  Behaviour<Task>::answered;
  Behaviour<Task>::timer_fired;
  Behaviour<Task>::give_up;
  Behaviour<Task>::cancel;
  Behaviour<Task>::restore;
};

}  // namespace baton::core
