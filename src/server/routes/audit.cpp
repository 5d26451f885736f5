// Who has asked for what is in no instance's history.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"

#include <limits>

namespace baton::server {
namespace {

Async<Response> audit(std::shared_ptr<Call> call) {
  const auto before = static_cast<std::uint64_t>(call->integer("before", 0));
  const auto limit = static_cast<std::size_t>(call->integer("limit", 100));
  const auto entries = co_await call->engine().audit(before, limit);
  if (!entries) co_return problem_of(entries.error());
  std::uint64_t next = 0;
  if (entries->size() == limit) {
    const auto more = co_await call->engine().audit(entries->back().number, 1);
    if (more && !more->empty()) next = entries->back().number;
  }
  co_return json_answer(engine::json_of(*entries, next));
}

}  // namespace

std::vector<Route> audit_routes() {
  return {{.method = Method::Get,
           .path = "/v1/audit",
           .name = "getAudit",
           .about =
               "Who has asked for what is in no instance's history, newest first: deploying, undeploying, removing "
               "and requests for many instances. It may still have been refused.",
           .role = Role::Admin,
           .reach = Reach::Server,
           .query = {{.name = "before",
                      .type = QueryParameter::Type::Integer,
                      .about = "Only entries before this number: `next` of the last page",
                      .least = 1,
                      .most = std::numeric_limits<std::int64_t>::max()},
                     {.name = "limit",
                      .type = QueryParameter::Type::Integer,
                      .about = "How many at most; 100 by default",
                      .least = 1,
                      .most = kMaxPage}},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "A page; `next` is null on the last one", "Audit"}},
           .handle = &audit}};
}

}  // namespace baton::server
