// Instants and durations. Everything in Baton counts milliseconds on the UTC clock; the engine's core never reads a
// clock itself, it is told the time with each event.
#pragma once

#include <chrono>
#include <cstdint>

namespace baton {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

}  // namespace baton
