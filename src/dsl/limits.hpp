// The front end's limits beside those that its caller gives (dsl::Limits).
#pragma once

#include <cstddef>

namespace baton::dsl {

// The instructions of one regular expression in the filter of an event.
inline constexpr std::size_t kMaxFilterPatternCode = 20'000;

}  // namespace baton::dsl
