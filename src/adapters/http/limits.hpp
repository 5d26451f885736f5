// Every limit of HTTP calls.
#pragma once

#include <chrono>
#include <cstddef>

namespace baton::http {

// Until a connection is established, TLS included.
inline constexpr std::chrono::milliseconds kConnectTimeout = std::chrono::seconds{10};
// From the start of a call without a deadline to the last byte of its response.
inline constexpr std::chrono::milliseconds kTotalTimeout = std::chrono::minutes{5};
// However far the deadline of a call is; libcurl counts milliseconds in 31 bits.
inline constexpr std::chrono::milliseconds kLongestTimeout = std::chrono::days{24};
// An idle connection older than this is not used again: the other side may be about to close it.
inline constexpr std::chrono::seconds kIdleConnectionLifetime{60};

inline constexpr std::size_t kMaxResponseHeaderBytes = std::size_t{256} << 10;
// After decompression.
inline constexpr std::size_t kMaxResponseBodyBytes = std::size_t{64} << 20;
// The longest body of an error response that the problem shows.
inline constexpr std::size_t kMaxProblemBodyBytes = std::size_t{64} << 10;

// A longer response is parsed and answered on a thread of its own, so that no other transfer waits for that.
inline constexpr std::size_t kMaxBytesAnsweredAtOnce = std::size_t{64} << 10;

// Calls that wait for their turn; one more is answered "overloaded".
inline constexpr std::size_t kMaxWaitingCalls = 100'000;

}  // namespace baton::http
