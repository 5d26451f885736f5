// A machine with its types erased, as the engine runs it. baton/machine.hpp makes one of a user's class.
#pragma once

#include <baton/call_outcome.hpp>
#include <baton/cloud_event.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

// What the engine does for a machine's intent: either a call of an operator's method, answered by its outcome …
struct MachineCall {
  std::string function;  // "payment.charge"
  Value arguments = {};
  bool idempotent = true;  // false: after a crash the call is not repeated, and its outcome is unknown

  friend bool operator==(const MachineCall&, const MachineCall&) = default;
};
// … or a delay, in milliseconds, answered by CallSucceeded with null when it is over …
struct MachineDelay {
  Duration after;

  friend bool operator==(const MachineDelay&, const MachineDelay&) = default;
};
// … or another instance, of a deployed workflow or of a machine that is registered (its namespace is "machine"). Awaited, it is
// answered when it has ended: by CallSucceeded with its output, or by CallFailed with what went wrong; cancelling the machine
// cancels it too, and it undoes what it had done. Otherwise it is answered by CallSucceeded with null once it has been started,
// and belongs to nobody from then on. While the workflow is not deployed, or the machine is not registered, it waits to be started.
// CallFailed says also why it could not be started:
//   type "…/configuration", status 409   the id is taken, by whatever else this very request has not started
//   type "…/configuration"               this version cannot run the workflow
//   type "…/validation"                  the id is none, or the child refuses its input
//   type "…/runtime"                     too many levels of instances that start each other (docs/limits.md)
struct MachineChild {
  DefinitionName workflow;  // version empty or "latest": the newest one deployed when the child starts
  Value input = {};
  std::string id = {};  // 1 to 128 characters of A-Z a-z 0-9 . _ : -; empty: one that no other instance has
  bool await = true;

  friend bool operator==(const MachineChild&, const MachineChild&) = default;
};
// … or an event for the event log (baton/events.hpp), which appends it in the commit of the decision. It has no outcome. What is left empty
// is filled in: the id, which no other event has and which stays the same when the commit is repeated; the source, "/machine/NAME/1.0.0";
// the time. An event that is not valid is like an exception of the machine's (baton/machine.hpp).
struct MachineEmit {
  CloudEvent event;

  friend bool operator==(const MachineEmit&, const MachineEmit&) = default;
};
using MachineRequest = std::variant<MachineCall, MachineDelay, MachineChild, MachineEmit>;

// How a machine ends: with its output, or with what went wrong. The output is what end() makes of it: `to_value(state)` of a variant
// names its alternatives by their types ({"Approved": …}). The names of MachineTraits (baton/machine.hpp) are those of the stored state;
// machine_value<M>(state) uses them ({"approved": …}).
using MachineEnd = std::expected<Value, Problem>;

namespace detail {

// A state, event or intent as JSON, and the format in which the machine wrote it.
struct Encoded {
  Value json;
  int format = 1;
};

// Events of the event log that a machine may listen to: those of this type, and, where `by` is not empty, among them those that have there
// what the machine gives.
struct MachineTopic {
  std::string_view type;
  std::string_view by;  // "subject", "data.order.id"

  friend bool operator==(const MachineTopic&, const MachineTopic&) = default;
};

struct MachineStep {
  struct Asked {
    Value intent;
    MachineRequest request;
  };
  struct Listening {
    std::size_t topic = 0;  // its place in topics()
    Value value = {};       // for `by`; null: there is none
  };
  Value state;
  std::vector<Asked> asked = {};
  std::optional<MachineEnd> end = {};
  std::vector<Listening> listening = {};  // from now on, and to nothing else
};

// Pure functions. Their results are in the machine's own format(). start(), handle() and outcome() throw what the machine
// throws, and std::runtime_error for what it cannot read; the engine catches it. present() does not throw.
class AnyMachine {
 public:
  AnyMachine() = default;
  AnyMachine(const AnyMachine&) = delete;
  AnyMachine& operator=(const AnyMachine&) = delete;
  virtual ~AnyMachine() = default;

  [[nodiscard]] virtual int format() const = 0;
  // Its C++ type's name: two machines under one name are a mistake.
  [[nodiscard]] virtual std::string_view type() const { return {}; }
  // The error says what is wrong with the input.
  [[nodiscard]] virtual std::expected<MachineStep, Problem> start(const Value& input) const = 0;
  [[nodiscard]] virtual MachineStep handle(const Encoded& state, const Encoded& event) const = 0;
  // The event that the outcome of an intent becomes.
  [[nodiscard]] virtual Value outcome(const Encoded& intent, const CallOutcome& outcome) const = 0;
  // What it may listen to.
  [[nodiscard]] virtual std::span<const MachineTopic> topics() const { return {}; }
  // The machine's event that an event of the topic becomes. Throws what the conversion throws, and std::runtime_error for data that it cannot read.
  [[nodiscard]] virtual Value arrival(std::size_t /*topic*/, const CloudEvent& /*event*/) const { return {}; }
  // The state in the present format; the error says why it cannot be read.
  [[nodiscard]] virtual std::expected<Value, std::string> present(const Encoded& state) const = 0;
};

}  // namespace detail
}  // namespace baton BATON_PUBLIC
