// The limits of what carries events between the log and a bus.
#pragma once

#include <baton/time.hpp>

#include <cstddef>

namespace baton::engine {

// Messages that are received and not acknowledged, and events that are sent together, at most.
inline constexpr std::size_t kBusBatch = 128;
// Events that wait to be sent, and the bytes of their JSON; the last one may exceed it.
inline constexpr std::size_t kBusQueue = 512;
inline constexpr std::size_t kBusQueueBytes = std::size_t{16} << 20;
// How long one waits for a message before it looks whether it is to end.
inline constexpr Duration kBusWait = std::chrono::milliseconds{200};
// Before a bus that fails is tried again: at first, and at most.
inline constexpr Duration kFirstBusPause = std::chrono::milliseconds{100};
inline constexpr Duration kLongestBusPause = std::chrono::seconds{5};

}  // namespace baton::engine
