// The results of a listen task, which may be very many.
#pragma once

#include "core/interpreter/state.hpp"

#include <baton/value.hpp>

#include <cstddef>

namespace baton::core {

inline constexpr std::size_t kCollected = 64;  // items of a level

void collect(Collected& collected, Value item);
// All of them as one array, in order.
[[nodiscard]] Value list_of(const Collected& collected);

}  // namespace baton::core
