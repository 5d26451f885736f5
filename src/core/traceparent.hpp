// The trace context of a call (W3C Trace Context), made of its key alone: whoever makes it again, after a crash or elsewhere, says
// the same.
#pragma once

#include <baton/ids.hpp>

#include <cstdint>
#include <string>

namespace baton::core {

// "00-<trace>-<span>-01", or nothing for an empty key. One run of an instance has one trace, an attempt under a key one span.
[[nodiscard]] std::string traceparent(const IntentKey& key, std::uint32_t attempt);

}  // namespace baton::core
