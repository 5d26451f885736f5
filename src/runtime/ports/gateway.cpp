#include "runtime/ports/gateway.hpp"

#include <algorithm>
#include <array>

namespace baton::runtime {

bool turns_away(int status) {
  constexpr std::array kNotDealtWith{401, 403, 407, 408, 409, 425, 429, 503};
  return std::ranges::find(kNotDealtWith, status) != kNotDealtWith.end();
}

bool is_of_this_request_alone(const CallAnswer& answer) {
  const auto* failure = std::get_if<core::Failed>(&answer.outcome);
  return failure != nullptr && (!answer.was_made || turns_away(failure->problem->status));
}

}  // namespace baton::runtime
