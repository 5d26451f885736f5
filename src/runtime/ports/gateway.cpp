#include "runtime/ports/gateway.hpp"

#include <algorithm>
#include <array>

namespace baton::runtime {

bool was_turned_away(const core::Outcome& outcome) {
  const auto* failure = std::get_if<core::Failed>(&outcome);
  if (failure == nullptr) return false;
  constexpr std::array kNotNow{408, 409, 425, 429, 503};
  return std::ranges::find(kNotNow, failure->problem->status) != kNotNow.end();
}

}  // namespace baton::runtime
