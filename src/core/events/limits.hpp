// The limits of CloudEvents.
#pragma once

#include "core/limits.hpp"

#include <cstddef>

namespace baton::core {

// An event as structured JSON, in bytes, and how deep it nests. So a log of it can be read again as JSON.
inline constexpr std::size_t kMaxEventBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxEventDepth = kMaxDataDepth;
inline constexpr std::size_t kMaxEventExtensions = 64;
// The name of an extension attribute, and the value of any attribute, in bytes.
inline constexpr std::size_t kMaxEventNameBytes = 64;
inline constexpr std::size_t kMaxEventAttributeBytes = std::size_t{4} << 10;
// Events of one batch.
inline constexpr std::size_t kMaxEventsInBatch = 1'000;

}  // namespace baton::core
