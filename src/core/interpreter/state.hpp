// The state of the workflow interpreter for one run: the tasks in progress and the completed tasks that may have to be undone.
//
// A Frame is one task in progress. Frames form a tree under the workflow's own frame; a composite task's children are
// frames of their own. A frame is gone when its task has ended.
//
//   Ready ──enter──▶ Active ──▶ (completed | faulted | skipped: closed)
//                      │
//                      ├─ cancel, nothing in flight ──▶ closed
//                      ├─ cancel, a call in flight ───▶ Draining ──answer or limit──▶ closed
//                      └─ a composite that must first end what runs inside it, and perhaps undo what completed there:
//                         Active with `unwinding`
#pragma once

#include "base/boxed.hpp"
#include "core/chain.hpp"
#include "core/consumption.hpp"
#include "core/event.hpp"
#include "core/program.hpp"

#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::core {

enum class FrameId : std::uint32_t {};
inline constexpr FrameId kNoFrame{0};
inline constexpr FrameId kRootFrame{1};

// The numbers of this and the other enumerations here are stored: each keeps its meaning for ever, and a number that is
// given up is never used again.
enum class Phase : std::uint8_t { Ready = 0, Active = 1, Draining = 2 };

// A lexical variable: what `for` and `catch` bind.
struct Variable {
  std::string name;
  Value value;

  friend bool operator==(const Variable&, const Variable&) = default;
};

// A call whose outcome stayed unknown: if the same place in the same block makes the same call again, it uses its key.
struct UnknownCall {
  std::string place;
  Value arguments;
  IntentKey key;
  std::uint32_t attempts = 1;  // under this key
  std::string as = {};         // Call::as

  friend bool operator==(const UnknownCall&, const UnknownCall&) = default;
};

// One file under core/interpreter/ explains each of these.
struct DoState {
  std::uint32_t position = 0;

  friend bool operator==(const DoState&, const DoState&) = default;
};
struct ForState {
  Value collection;
  std::uint32_t index = 0;

  friend bool operator==(const ForState&, const ForState&) = default;
};
struct ForkState {
  std::vector<std::optional<Value>> outputs;  // by branch; none: still running, or dropped

  friend bool operator==(const ForkState&, const ForkState&) = default;
};
struct TryState {
  std::uint32_t attempt = 1;
  Timestamp first_attempt_at;
  bool handling = false;              // the body has failed, catch.do runs
  std::vector<UnknownCall> unknown;   // during this attempt
  std::vector<UnknownCall> reusable;  // from the attempts before
  std::vector<Consumption> consumed;  // before the first attempt

  friend bool operator==(const TryState&, const TryState&) = default;
};
struct WaitState {
  Timestamp until;

  friend bool operator==(const WaitState&, const WaitState&) = default;
};
struct CallState {
  std::optional<IntentKey> key;  // of the call in flight
  // The last attempt, if its outcome stayed unknown: the next one repeats it. In a RetryPoint: the call in flight.
  std::optional<UnknownCall> unknown;
  std::uint32_t attempt = 1;
  Timestamp first_attempt_at;

  friend bool operator==(const CallState&, const CallState&) = default;
};
struct RunWorkflowState {
  std::optional<IntentKey> key;  // of the StartChild in flight
  bool timed_out = false;        // the child is being cancelled; its end is the fault of the task

  friend bool operator==(const RunWorkflowState&, const RunWorkflowState&) = default;
};
// An open subscription of a listen task: one of its filters.
struct Listener {
  ListenerId id{};
  std::uint32_t filter = 0;     // of the task's strategy, then of the one that ends it
  std::uint64_t position = 0;   // in the event log: of the last event that it needs no more
  std::string identity;         // Consumption::filter, as it was when the listener was opened
  std::vector<Value> expected;  // ExpectedValues of core/events/matching.hpp

  friend bool operator==(const Listener&, const Listener&) = default;
};
// A long list that grows at its end: a level holds up to kCollected items, and is then one item of the next level. So one more
// item changes, on average, a small part of what is stored.
struct Collected {
  std::vector<Value> levels;  // arrays
  std::uint64_t bytes = 0;

  friend bool operator==(const Collected&, const Collected&) = default;
};
struct ListenState {
  std::vector<Listener> listeners;       // that still wait
  std::vector<std::uint64_t> opened_at;  // by filter: the position at which its listener was opened
  std::uint32_t count = 0;               // events consumed
  Collected results;                     // of these, unless the task cannot end by itself
  bool handling = false;                 // foreach.do runs for the last one
  bool ending = false;                   // the last event is there

  friend bool operator==(const ListenState&, const ListenState&) = default;
};
// Set, switch and raise end in the moment they begin; a function is its body.
using TaskState = std::variant<std::monostate, DoState, ForState, ForkState, TryState, WaitState, CallState,
                               RunWorkflowState, ListenState>;

// The request whose answer the task in this state waits for; nullptr: none.
[[nodiscard]] const IntentKey* awaited_key(const TaskState& state);

struct RetryPoint;

// A composite that is ending what runs inside it. First its children are cancelled and what is in flight is awaited;
// then, if `compensate`, what completed inside is undone, newest first; then `next`.
struct Unwinding {
  enum class Next : std::uint8_t {
    Fault = 0,
    Complete = 1,
    RepeatBlock = 2,
    EndWorkflow = 3,
    EndCancelled = 4,
    Close = 5,
  };

  Next next = Next::Fault;
  bool compensate = false;
  std::optional<FrameId> spare = {};    // Complete, EndWorkflow: what this branch did stays
  std::optional<Problem> problem = {};  // Fault; RepeatBlock: why it is repeated
  Timestamp resume_at = {};             // RepeatBlock: when the next attempt is due
  Value output = {};                    // Complete, EndWorkflow
  std::optional<TaskId> undoing = {};   // the task whose compensation runs now
  bool undo_unknown = false;            // a call of that compensation has no known outcome
  std::string undo_key = {};            // LedgerEntry::undo_key of what is being undone
  std::uint32_t undo_calls = 0;         // that the compensation has made; counted where it has such a key
  std::shared_ptr<const RetryPoint> retry_point = {};  // Fault: where a retry of the instance would continue

  friend bool operator==(const Unwinding& left, const Unwinding& right);
};

enum class TimerPurpose : std::uint8_t {
  TaskTimeout = 0,
  AttemptTimeout = 1,
  Wait = 2,
  RetryDelay = 3,
  DrainLimit = 4,
};

struct Timer {
  TimerId id;
  FrameId frame;
  TimerPurpose purpose;
  Timestamp due;

  friend bool operator==(const Timer&, const Timer&) = default;
};

struct Frame {
  FrameId id = kNoFrame;
  FrameId parent = kNoFrame;
  TaskId task = kRootTask;
  Phase phase = Phase::Ready;
  bool cancelling = false;    // a composite that was cancelled and waits for its children to end
  bool compensation = false;  // runs a metadata.compensate list for the unwinding parent
  Value raw_input;
  Value input;
  Timestamp started_at;
  std::vector<Variable> variables;  // that this frame binds for those inside it
  TaskState state;
  Boxed<Unwinding> unwinding;
  Boxed<Outcome> answered;  // in a RetryPoint: the outcome of its call in flight after the fault

  friend bool operator==(const Frame&, const Frame&) = default;
};

// Of a call or a block, which may be repeated: its attempt in progress.
[[nodiscard]] std::uint32_t attempt_of(const Frame& frame);

// What a completed task left to undo.
struct LedgerEntry {
  TaskId task;  // whose metadata.compensate to run
  Value input;
  Value output;
  std::vector<FrameId> scope;        // the frames it completed in, outermost first, its own last
  std::optional<IntentKey> unknown;  // its call's outcome is not known; the key it was called under
  // Of a fork, which has it from another instance: what undoes it goes to the operators under keys made of this text, which is the same in
  // every instance that has the entry. Empty: it is this instance's own.
  std::string undo_key = {};

  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// Its values, which may be stored as parts of their own.
[[nodiscard]] inline std::array<const Value*, 2> values_of(const LedgerEntry& entry) {
  return {&entry.input, &entry.output};
}
using Ledger = Chain<LedgerEntry>;

// The tasks in progress when an uncaught error was raised: a retry of the faulted instance puts them back. Its frames
// are those within the frame that holds the point: of the instance, all; of an unwinding frame, itself and what was inside it.
struct RetryPoint {
  std::vector<std::shared_ptr<const Frame>> frames;  // by id
  FrameId origin = kNoFrame;                         // the frame that faulted

  friend bool operator==(const RetryPoint& left, const RetryPoint& right);
};

struct WorkflowState {
  Value context;
  std::vector<std::shared_ptr<const Frame>> frames;  // by id
  std::vector<Timer> timers;                         // by id
  Ledger ledger;
  std::vector<Problem> failed_compensations;
  std::shared_ptr<const RetryPoint> retry_point;  // of a faulted instance that can be retried
  std::uint32_t next_frame = 1;
  std::uint32_t next_timer = 1;
  std::uint32_t next_listener = 1;
  std::uint64_t log = 0;  // the event log's position when it started: its listeners hear what came after that
  std::vector<Consumption> consumed;

  [[nodiscard]] const Frame* find(FrameId id) const;
  void forget_progress();  // the instance has ended

  friend bool operator==(const WorkflowState& left, const WorkflowState& right);
};
// Does a task wait for events?
[[nodiscard]] bool listens(const WorkflowState& state);

}  // namespace baton::core
