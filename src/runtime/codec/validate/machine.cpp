#include "runtime/codec/validate/rules.hpp"

#include <exception>

namespace baton::runtime::validate {

Broken broken_machine_state(const core::MachineTask& task, const core::WorkflowState& state) {
  if (task.machine == nullptr) return std::nullopt;
  const std::string cannot = "the machine '" + task.name + "' cannot read its state: ";
  try {
    const auto present = task.machine->present({.json = state.context, .format = state.context_format});
    if (!present) return cannot + present.error();
  } catch (const std::exception& exception) {  // a user's upgrade
    return cannot + exception.what();
  } catch (...) {
    return cannot + "it threw something that is no std::exception";
  }
  return std::nullopt;
}

}  // namespace baton::runtime::validate
