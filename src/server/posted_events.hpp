// The CloudEvents that a request brings, by the HTTP binding of CloudEvents 1.0: one in structured mode, one in binary mode, or a batch. It
// knows no engine, so that a fuzzer can feed it.
#pragma once

#include "server/http/message.hpp"

#include <baton/cloud_event.hpp>

#include <expected>
#include <optional>
#include <vector>

namespace baton::server {

// Where its type says that it has no events: the answer. A page of another origin cannot send what passes without being asked for it: neither
// the types of CloudEvents nor the header fields of the binary mode.
[[nodiscard]] std::optional<Response> refuse_unless_events(const Request& request);

// All of them, checked; or the answer, which says what is wrong with which of them.
[[nodiscard]] std::expected<std::vector<CloudEvent>, Response> events_of(const Request& request);

}  // namespace baton::server
