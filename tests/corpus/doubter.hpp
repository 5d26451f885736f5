// A machine that asks once, and again only when it is poked: so what it asked may stay of unknown outcome.
#pragma once

#include "core/event.hpp"
#include "runtime/programs.hpp"

namespace baton::tests {

[[nodiscard]] runtime::ProgramPtr doubter_program();
[[nodiscard]] core::Deliver poke();

}  // namespace baton::tests
