// Does a stored instance fit the program it names? What handle() relies on is checked here, at the edge.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"

#include <optional>
#include <string>

namespace baton::runtime {

// The rule that the instance breaks; nullopt if it breaks none.
[[nodiscard]] std::optional<std::string> broken_rule(const core::Program& program, const core::Instance& instance);

}  // namespace baton::runtime
