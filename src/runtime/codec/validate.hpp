// Does a stored instance fit the program it names? Everything that handle() and the views of an instance rely on is checked
// here, at the edge: what handle() made passes, and what passes cannot bring handle() to an end it does not define.
//
// validate.cpp has the rules of the instance as a whole; validate/ those of its frames, of what they wait for, of keys and
// of machines.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"

#include <optional>
#include <string>

namespace baton::runtime {

// The rule that the instance breaks; nullopt if it breaks none.
[[nodiscard]] std::optional<std::string> broken_rule(const core::Program& program, const core::Instance& instance);

// The same of what a fork starts with, if this is its start.
[[nodiscard]] std::optional<std::string> broken_heritage(const core::Program& program, const core::Event& event);

}  // namespace baton::runtime
