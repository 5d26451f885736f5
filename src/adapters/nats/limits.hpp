// The limits of NATS as a bus.
#pragma once

#include <chrono>
#include <cstdint>

namespace baton::adapters {

inline constexpr std::uint16_t kNatsPort = 4222;
inline constexpr std::chrono::milliseconds kNatsConnects{2'000};
// For the answer to a request, and for a ping: a server that gives none is not there.
inline constexpr std::chrono::milliseconds kNatsAnswers{5'000};

}  // namespace baton::adapters
