// A machine with its types erased, as the engine runs it. baton/machine.hpp makes one of a user's class.
#pragma once

#include <baton/call_outcome.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/problem.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <expected>
#include <optional>
#include <string>
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
// … or a delay, answered by CallSucceeded with null when it is over.
struct MachineDelay {
  Duration after;

  friend bool operator==(const MachineDelay&, const MachineDelay&) = default;
};
using MachineRequest = std::variant<MachineCall, MachineDelay>;

// How a machine ends: with its output, or with what went wrong.
using MachineEnd = std::expected<Value, Problem>;

namespace detail {

// A state, event or intent as JSON, and the format in which the machine wrote it.
struct Encoded {
  Value json;
  int format = 1;
};

struct MachineStep {
  struct Asked {
    Value intent;
    MachineRequest request;
  };
  Value state;
  std::vector<Asked> asked;
  std::optional<MachineEnd> end;
};

// Pure functions. Their results are in the machine's own format(). start(), handle() and outcome() throw what the machine
// throws, and std::runtime_error for what it cannot read; present() does not throw.
class AnyMachine {
 public:
  AnyMachine() = default;
  AnyMachine(const AnyMachine&) = delete;
  AnyMachine& operator=(const AnyMachine&) = delete;
  virtual ~AnyMachine() = default;

  [[nodiscard]] virtual int format() const = 0;
  // The error says what is wrong with the input.
  [[nodiscard]] virtual std::expected<MachineStep, Problem> start(const Value& input) const = 0;
  [[nodiscard]] virtual MachineStep handle(const Encoded& state, const Encoded& event) const = 0;
  // The event that the outcome of an intent becomes.
  [[nodiscard]] virtual Value outcome(const Encoded& intent, const CallOutcome& outcome) const = 0;
  // The state in the present format; the error says why it cannot be read.
  [[nodiscard]] virtual std::expected<Value, std::string> present(const Encoded& state) const = 0;
};

}  // namespace detail
}  // namespace baton BATON_PUBLIC
