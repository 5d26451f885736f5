// Instants and durations. Everything in Baton counts milliseconds on the UTC clock; the engine's core never reads a
// clock; each event carries the time.
#pragma once

#include <baton/detail/visibility.hpp>

#include <chrono>
#include <cstdint>

namespace baton BATON_PUBLIC {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

}  // namespace baton BATON_PUBLIC
