// Routes whose place is known and that this version does not have: they say so.
#include "server/call.hpp"

namespace baton::server {
namespace {

Async<Response> not_yet(std::shared_ptr<Call> call) {
  co_return problem(problems::kNotImplemented,
                    "this version does not have '" + std::string(call->route().path) + "' yet");
}

Route later_route(Method method, std::string_view path, std::string_view name, Role role) {
  return {.method = method,
          .path = path,
          .name = name,
          .about = "Not in this version.",
          .role = role,
          .reach = Reach::Server,
          .query = {},
          .body = method == Method::Get ? BodyKind::None : BodyKind::OptionalJson,
          .body_schema = {},
          .answers = {{501, "This version does not have it", "Problem"}},
          .handle = &not_yet};
}

}  // namespace

std::vector<Route> later_routes() {
  return {later_route(Method::Post, "/v1/tasks/poll", "pollTasks", Role::Worker),
          later_route(Method::Post, "/v1/tasks/{token}/complete", "completeTask", Role::Worker),
          later_route(Method::Post, "/v1/tasks/{token}/fail", "failTask", Role::Worker),
          later_route(Method::Post, "/v1/tasks/{token}/heartbeat", "noteProgress", Role::Worker),
          later_route(Method::Get, "/v1/workers", "listWorkers", Role::Reader),
          later_route(Method::Get, "/v1/nodes", "listNodes", Role::Reader)};
}

}  // namespace baton::server
