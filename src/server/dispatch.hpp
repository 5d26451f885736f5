// From a request to its answer: the checks that hold for every route, in their order, the route's handler, and what every answer gets.
#pragma once

#include "server/http/message.hpp"
#include "server/service.hpp"

#include <functional>
#include <memory>

namespace baton::server {

// `answer` is called once, here or on a thread of the service's executor. No exception leaves it.
void dispatch(std::shared_ptr<Service> service, Request request, std::function<void(Response)> answer);

}  // namespace baton::server
