// The limits of Redis as a bus.
#pragma once

#include <baton/time.hpp>

#include <cstddef>

namespace baton::adapters {

inline constexpr std::uint16_t kRedisPort = 6379;
inline constexpr std::chrono::seconds kRedisConnects{2};
// For the reply to a command, beyond the time that the command itself waits.
inline constexpr std::chrono::seconds kRedisAnswers{5};
// Of one reply. Where messages are larger, fewer are read at a time; one that is larger by itself is not read.
inline constexpr std::size_t kMaxRedisReplyBytes = std::size_t{64} << 20;
// Another consumer's message is taken over if it has not been acknowledged for so long; how often that is looked for.
inline constexpr std::chrono::seconds kRedisAbandoned{60};
inline constexpr std::chrono::seconds kRedisTakesOver{30};
// Entries of the stream of refused messages, about; the fields of a larger message are not copied.
inline constexpr std::size_t kRedisRefusedKept = 10'000;
inline constexpr std::size_t kMaxRedisRefusedBytes = std::size_t{64} << 10;

}  // namespace baton::adapters
