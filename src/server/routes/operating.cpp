// For those who operate the server: is it alive, is it ready, what has it counted, what does it answer.
#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/openapi.hpp"
#include "server/prometheus.hpp"

#include <baton/metrics.hpp>

namespace baton::server {
namespace {

Async<Response> alive(std::shared_ptr<Call> call) {
  const EngineHealth health = call->service().engine.health();
  if (health.is_alive()) co_return json_answer({{"status", "alive"}});
  co_return problem(problems::kUnavailable, "the engine's loop is busy with one thing for longer than ten seconds");
}

Async<Response> ready(std::shared_ptr<Call> call) {
  const EngineHealth health = call->service().engine.health();
  if (call->service().is_draining) co_return problem(problems::kUnavailable, "the server is ending");
  if (health.is_ready()) co_return json_answer({{"status", "ready"}});
  if (health.store_failure) co_return problem(problems::kStoreFailed, health.store_failure->reason);
  co_return problem(problems::kUnavailable, "the engine is busy");
}

Async<Response> metrics(std::shared_ptr<Call> call) {
  const std::vector<Metric> engine = named(call->service().engine.metrics());
  co_return Response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                     .body = prometheus_text(engine) + call->service().traffic.text()};
}

Async<Response> description(std::shared_ptr<Call>) {
  co_return json_answer(openapi());
}

struct OperatingWords {
  std::string_view path;
  std::string_view name;
  std::string_view about;
  std::optional<Role> role;
  std::vector<AnswerText> answers;
  Handler handle;
};

Route operating_route(OperatingWords words) {
  return {.method = Method::Get,
          .path = words.path,
          .name = words.name,
          .about = words.about,
          .role = words.role,
          .reach = Reach::Server,
          .query = {},
          .body = BodyKind::None,
          .body_schema = {},
          .answers = std::move(words.answers),
          .handle = words.handle};
}

}  // namespace

std::vector<Route> operating_routes() {
  return {operating_route({"/healthz",
                           "isAlive",
                           "Does the engine's loop work? If not, restart the process.",
                           std::nullopt,
                           {{200, "It does", "Health"}, {503, "It does not", "Problem"}},
                           &alive}),
          operating_route({"/readyz",
                           "isReady",
                           "Can the server take requests now?",
                           std::nullopt,
                           {{200, "It can", "Health"}, {503, "It cannot now", "Problem"}},
                           &ready}),
          operating_route({"/metrics",
                           "getMetrics",
                           "What the engine and the server have counted, for Prometheus.",
                           Role::Reader,
                           {{200, "The text format of Prometheus", {}, "text/plain"}},
                           &metrics}),
          operating_route({"/openapi.json",
                           "getDescription",
                           "This description.",
                           std::nullopt,
                           {{200, "OpenAPI 3.1", "Description"}},
                           &description})};
}

}  // namespace baton::server
