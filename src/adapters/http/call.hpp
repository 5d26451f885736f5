// One checked call on its way: waiting for its turn or being transferred.
#pragma once

#include "adapters/http/request.hpp"

#include <baton/operator.hpp>
#include <baton/time.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace baton::http {

using OnStop = std::stop_callback<std::function<void()>>;

struct Call {
  Request request;
  std::optional<Timestamp> deadline;
  std::stop_token stop = {};  // requested when nobody waits for the answer any more
  std::function<void(CallOutcome)> done;
  std::unique_ptr<OnStop> on_stop = {};
};

}  // namespace baton::http
