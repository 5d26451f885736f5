// Instants and durations. Everything in Baton counts milliseconds on the UTC clock; the engine's core never reads a
// clock; each event carries the time.
#pragma once

#include <chrono>
#include <cstdint>

namespace baton {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

}  // namespace baton
