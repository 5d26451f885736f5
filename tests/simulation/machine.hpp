// The machine of the simulation climbs a ladder: each rung is a call, with a rest after every other one. It climbs again
// when it is refused, at most three times on the whole way, and when it does not know whether it got there. A nudge makes
// it blink a second later, which changes nothing but that it has been nudged. At each rung it shouts: an event of the log. While it is not to
// rest it listens to the shouts about its subject, and to other events of their type, and counts what it has heard.
#pragma once

#include "core/event.hpp"
#include "runtime/programs.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <string_view>

namespace baton::tests {

[[nodiscard]] runtime::ProgramPtr ladder_program();
[[nodiscard]] Value ladder_input(std::uint64_t rungs);
// What a ladder of so many rungs listens to.
[[nodiscard]] std::string_view ladder_subject(std::uint64_t rungs);
[[nodiscard]] core::Deliver nudge(std::uint64_t number);
// A nudge, or an event for whatever listens for it.
[[nodiscard]] core::EventBody event_for_ladder(std::uint64_t number);

inline constexpr Duration kRest = std::chrono::seconds{5};
inline constexpr std::string_view kClimb = "ladder.climb";

}  // namespace baton::tests
