// Instance: one run of a program; a value. What handle() takes and returns, and what the store keeps.
//
// The envelope is the engine's and the same for every style of program; `state` belongs to the program.
#pragma once

#include "base/boxed.hpp"
#include "core/event.hpp"
#include "core/hosted/state.hpp"
#include "core/intent.hpp"
#include "core/interpreter/state.hpp"
#include "core/queue.hpp"

#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/status.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::core {

// What the program remembers; which of them it is, the program says.
using ProgramState = std::variant<WorkflowState, HostedState>;

struct Instance {
  InstanceId id;
  std::string run_id;
  DefinitionName definition;
  Digest digest;
  Boxed<Parent> parent;
  Boxed<Origin> origin;  // of a fork

  Status status = Status::Pending;
  Revision revision;
  Value input;           // as given at start
  Value output;          // when completed
  Boxed<Problem> error;  // when faulted; when suspended because it could not continue
  std::optional<Timestamp> started_at;
  std::optional<Timestamp> ended_at;
  Timestamp updated_at;       // of the last event
  std::uint32_t attempt = 1;  // each retry of the faulted instance begins another one

  Queue<Pending> pending;   // issued and not answered, oldest first
  std::vector<Event> held;  // received while suspended, in order

  ProgramState state;

  friend bool operator==(const Instance&, const Instance&) = default;
};

// What a fork continues with: what the other instance was, without what is not the fork's. inherit() of forking.hpp makes it.
struct Inherited {
  std::string run_id;               // of the other one, which has made the keys in here
  Queue<Pending> pending;           // to be issued again, under keys of the fork
  std::vector<Event> held;          // it was suspended: to be handled at once
  WorkflowState state;              // but for the ledger
  std::vector<LedgerEntry> ledger;  // newest first

  friend bool operator==(const Inherited&, const Inherited&) = default;
};

// The instance before its first event.
[[nodiscard]] Instance new_instance(InstanceId id, const Program& program);

// The instance's timers that have not fired.
[[nodiscard]] std::vector<SetTimer> timers_of(const Instance& instance);

// Its open listeners.
[[nodiscard]] std::vector<ListenerId> listeners_of(const Instance& instance);

// Did this request of that instance start this one?
[[nodiscard]] bool is_child_of(const Instance& instance, const InstanceId& parent, const IntentKey& start);
// Why an instance with so many above it cannot start a child; nullopt if it can.
[[nodiscard]] std::optional<Problem> too_many_levels(std::uint32_t level);
// How many levels the instance's family has down to it: 1 for one without a parent.
[[nodiscard]] std::uint32_t level_of(const Instance& instance);
// What a child that the instance starts by this request knows about it.
[[nodiscard]] Parent parent_of_child(const Instance& instance, IntentKey start, bool awaits);

}  // namespace baton::core
