// The input of `run` and `start`.
#pragma once

#include <baton/engine.hpp>

#include <functional>
#include <optional>
#include <string>

namespace baton::cli {

// Read from what --input names; without it: null.
[[nodiscard]] Result<std::optional<Value>> read_given_input(const std::optional<std::string>& argument);

// Without an input of its own, a start under an id that exists means that instance, with the input it has.
struct Beginning {
  Value input;
  std::optional<InstanceView> existing;
};
[[nodiscard]] Result<Beginning> begin(Engine& engine, const std::string& id, const std::optional<Value>& given);
// Call this before the store is opened: a user who interrupts twice before the start is durable then learns its state.
void announce_start();
// Starts it by `start`, unless the user has interrupted by then.
using StartInstance = std::function<Result<InstanceId>()>;
[[nodiscard]] Result<InstanceId> start_unless_interrupted(const StartInstance& start);
// Prints the id on stderr as soon as the start is durable: whatever fails later, the user can continue with the id.
void say_start(const InstanceId& id, const Beginning& beginning);
// After the start: an instance that there was, and that has not ended, continues where it was interrupted.
[[nodiscard]] Result<void> continue_existing(Engine& engine, const Beginning& beginning);

}  // namespace baton::cli
