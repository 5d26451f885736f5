// The server's limits: of what comes from outside, before any of it is believed.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace baton::server {

// The first line and all header fields of a request (431), its target (414), its body (413).
inline constexpr std::size_t kMaxHeaderBytes = std::size_t{16} << 10;
inline constexpr std::size_t kMaxTargetBytes = std::size_t{8} << 10;
inline constexpr std::size_t kMaxBodyBytes = std::size_t{8} << 20;
// Nesting of a JSON body (400).
inline constexpr std::size_t kMaxJsonDepth = 200;
// Requests for many instances at a time; further ones get 429: each holds a thread of the engine's desk.
inline constexpr std::size_t kMaxBulkRequests = 2;
// A request must have come whole so long after its connection was opened or its predecessor was answered, and a client
// must have taken an answer so long after it was sent: slow clients lose their connection.
inline constexpr std::chrono::seconds kRequestTime{30};
inline constexpr std::chrono::seconds kResponseTime{60};
// A TLS handshake must be over so long after the connection was opened.
inline constexpr std::chrono::seconds kHandshakeTime{10};
// A request line may follow so long after the last answer.
inline constexpr std::chrono::seconds kIdleTime{75};
// The longest `?wait=`.
inline constexpr std::chrono::seconds kMaxWait{60};
// A request that waits looks so often whether the server is ending.
inline constexpr std::chrono::seconds kWaitSlice{5};
// Instances in a page of a list; transitions in a page of a history; events in a page of the event log.
inline constexpr std::size_t kMaxPage = 1'000;
inline constexpr std::size_t kMaxHistoryPage = 1'000;
inline constexpr std::size_t kMaxEventPage = 1'000;
// A stream of events: transitions that are read at a time, which bounds what is buffered for a slow client; and how often it
// gets a comment while nothing happens.
inline constexpr std::size_t kStreamPage = 100;
inline constexpr std::chrono::seconds kStreamComment{15};
// A stream of the event log: what a client gets at a time, in bytes (the last event may exceed it); the newest events that are in memory for all
// such streams, and bytes of them; after so many events that it has not chosen a client is told how far its stream has come.
inline constexpr std::size_t kStreamBytes = std::size_t{256} << 10;
inline constexpr std::size_t kTailEvents = 1'000;
inline constexpr std::size_t kTailBytes = std::size_t{8} << 20;
inline constexpr std::uint64_t kStreamSkip = 1'000;
// Smaller answers are not compressed.
inline constexpr std::size_t kMinCompressedBytes = 1'024;
// What a client is told to wait after 429 and 503, in seconds.
inline constexpr int kRetryAfter = 1;
// A request id that a client brings is kept up to this length.
inline constexpr std::size_t kMaxRequestId = 128;
// After an answer that ends a connection the client may still be sending: for so long, and so much, it is listened to, so that it gets the
// answer.
inline constexpr std::chrono::seconds kLingerTime{2};
inline constexpr std::size_t kMaxLingerBytes = std::size_t{16} << 20;
// Where the system gives no socket for a new connection, the server tries again after this time.
inline constexpr std::chrono::milliseconds kAcceptPause{100};
// An Idempotency-Key; how long its answer is kept, how many there are, and their bytes (then the oldest are forgotten); in how many of an instance's newest
// transitions a change that was made under a key is looked for.
inline constexpr std::size_t kMaxIdempotencyKey = 255;
inline constexpr std::chrono::hours kIdempotencyTime{24};
inline constexpr std::size_t kMaxKeyedAnswers = 100'000;
inline constexpr std::size_t kMaxKeyedAnswerBytes = std::size_t{64} << 20;
inline constexpr std::uint64_t kKeyedTransitions = 1'000;
// How often the server looks for connections whose time is over, and whether the file of keys has changed.
inline constexpr std::chrono::seconds kTick{1};

}  // namespace baton::server
