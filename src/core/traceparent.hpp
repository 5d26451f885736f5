// The trace context of a call (W3C Trace Context), made of its key alone: whoever makes it again, after a crash or elsewhere, says
// the same.
#pragma once

#include <baton/ids.hpp>

#include <cstdint>
#include <string>

namespace baton::core {

// "00-<trace>-<span>-01". All calls of one run of an instance have the same trace; each attempt under a key is a span of it.
[[nodiscard]] std::string traceparent(const IntentKey& key, std::uint32_t attempt);

}  // namespace baton::core
