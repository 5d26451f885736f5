// One checked call on its way: waiting for its turn or being transferred.
#pragma once

#include "adapters/http/request.hpp"

#include <baton/operator.hpp>
#include <baton/time.hpp>

#include <functional>
#include <optional>

namespace baton::http {

struct Call {
  Request request;
  std::optional<Timestamp> deadline;
  std::function<void(CallOutcome)> done;
};

}  // namespace baton::http
