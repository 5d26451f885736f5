// What changes one instance: cancel, suspend, resume, retry, send.
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace baton::server {
namespace {

using Change = Awaitable<void> (*)(AsyncEngine& engine, const InstanceId& id, const Value& body);

// The engine for this change: with If-Match, of that revision only. With an Idempotency-Key the history names it with the caller.
std::expected<AsyncEngine, Response> engine_for_change(Call& call) {
  AsyncEngine engine = call.key() ? call.engine_as(call.key()->caller(call.caller().name)) : call.engine();
  const std::string_view condition = call.request().header("if-match");
  if (condition.empty() || condition == "*") return engine;
  const auto revision = revision_from_etag(condition);
  if (!revision) {
    return std::unexpected(
        problem(problems::kInvalidRequest, "If-Match has the ETag of the instance, as in \"5\", or *"));
  }
  return engine.only_at(*revision);
}

// What was made under the key already: the server may have been killed after the change and before its answer was known.
Async<std::optional<Response>> answered_before(std::shared_ptr<Call> call) {
  if (!call->key()) co_return std::nullopt;
  InstanceId id{call->path("id")};
  const auto instance = co_await call->engine().find(id);
  if (!instance) co_return problem_of(instance.error());
  const std::uint64_t newest = instance->summary.revision.value;
  const HistoryRange range{.after = {newest - std::min(newest, kKeyedTransitions)}};
  const auto history = co_await call->engine().history(id, range);
  if (!history) co_return problem_of(history.error());
  const std::string beginning = call->key()->beginning_of_caller(call->caller().name);
  for (const HistoryEntry& entry : *history) {
    if (!entry.caller.starts_with(beginning)) continue;
    if (!entry.caller.ends_with(call->key()->print)) co_return key_of_another_request();
    co_return found(*instance);
  }
  co_return std::nullopt;
}

// What the instance is after the change.
Async<Response> changed(std::shared_ptr<Call> call, Value body, Change change) {
  if (auto answer = co_await answered_before(call)) co_return *std::move(answer);
  auto engine = engine_for_change(*call);
  if (!engine) co_return engine.error();
  InstanceId id{call->path("id")};
  const auto done = co_await change(*engine, id, body);
  if (!done) co_return problem_of(done.error());
  const auto instance = co_await call->engine().find(id);
  co_return instance ? found(*instance) : problem_of(instance.error());
}

// An empty body is an empty object.
std::expected<Value, Response> optional_object(const Call& call) {
  return call.request().body.empty() ? Value::object({}) : call.object();
}

Async<Response> changed_without_body(std::shared_ptr<Call> call, Change change) {
  return changed(std::move(call), Value(), change);
}

Async<Response> cancel(std::shared_ptr<Call> call) {
  auto object = optional_object(*call);
  if (!object) co_return object.error();
  Body body(*object);
  static_cast<void>(body.flag("compensate"));
  if (auto mistake = body.mistake()) co_return problem(problems::kInvalidRequest, *mistake);
  co_return co_await changed(call, *object, [](AsyncEngine& engine, const InstanceId& id, const Value& options) {
    return engine.cancel(id, {.compensate = Body(options).flag("compensate")});
  });
}

Async<Response> suspend(std::shared_ptr<Call> call) {
  return changed_without_body(
      std::move(call), [](AsyncEngine& engine, const InstanceId& id, const Value&) { return engine.suspend(id); });
}

Async<Response> resume(std::shared_ptr<Call> call) {
  return changed_without_body(
      std::move(call), [](AsyncEngine& engine, const InstanceId& id, const Value&) { return engine.resume(id); });
}

Async<Response> retry(std::shared_ptr<Call> call) {
  return changed_without_body(std::move(call),
                              [](AsyncEngine& engine, const InstanceId& id, const Value&) { return engine.retry(id); });
}

// An event that is sent again has the same id.
Value named_by_key(const Call& call, Value event) {
  if (!call.key() || !event.is_object() || event.find("id") != nullptr) return event;
  return std::move(event).with("id", call.key()->token);
}

// To a workflow: a CloudEvent for whatever listens for it there.
Async<Response> offer(std::shared_ptr<Call> call, Value event) {
  if (const auto valid = cloud_event_from(event); !valid) {
    co_return problem(problems::kInvalidRequest, valid.error().message);
  }
  co_return co_await changed(std::move(call), std::move(event),
                             [](AsyncEngine& engine, const InstanceId& id, const Value& sent) {
                               return engine.send(id, cloud_event_from(sent).or_throw());
                             });
}

// The name of its machine is that of its definition.
Async<Response> send(std::shared_ptr<Call> call) {
  const auto object = call->object();
  if (!object) co_return object.error();
  Body body(*object);
  const auto format = body.integer("format", 1);
  detail::SentEvent event{.event = {.json = body.any("event"), .format = static_cast<int>(format)},
                          .source = body.optional_text("source"),
                          .id = body.optional_text("id")};
  if (auto mistake = body.mistake()) co_return problem(problems::kInvalidRequest, *mistake);
  if (auto answer = co_await answered_before(call)) co_return *std::move(answer);
  auto engine = engine_for_change(*call);
  if (!engine) co_return engine.error();
  InstanceId id{call->path("id")};
  const auto before = co_await call->engine().find(id);
  if (!before) co_return problem_of(before.error());
  if (before->summary.definition.space != "machine")
    co_return co_await offer(call, named_by_key(*call, event.event.json));
  if (call->key() && event.source.empty() && event.id.empty()) {
    event.source = "idempotency-key";
    event.id = call->key()->token;
  }
  std::string machine = before->summary.definition.name;
  const auto done = co_await engine->send_event(machine, id, event);
  if (!done) co_return problem_of(done.error());
  const auto instance = co_await call->engine().find(id);
  co_return instance ? found(*instance) : problem_of(instance.error());
}

struct Words {
  std::string_view path;
  std::string_view name;
  std::string_view about;
  BodyKind body;
  std::string_view schema;
  Handler handle;
};

Route change_route(const Words& words) {
  return {.method = Method::Post,
          .path = words.path,
          .name = words.name,
          .about = words.about,
          .role = Role::Operator,
          .reach = Reach::Instance,
          .query = {},
          .body = words.body,
          .body_schema = words.schema,
          .answers = {{200, "The instance after the change", "Instance"},
                      {404, "There is no such instance", "Problem"},
                      {409, "It does not apply to the instance as it is", "Problem"},
                      {412, "The instance has another revision than If-Match says; nothing has changed", "Problem"}},
          .handle = words.handle};
}

}  // namespace

std::vector<Route> control_routes() {
  return {
      change_route({"/v1/instances/{id}/cancel", "cancelInstance",
                    "Ends an instance with its children; with `compensate` it undoes first what had completed. It has "
                    "then only begun to end: wait "
                    "for it with GET.",
                    BodyKind::OptionalJson, "Cancel", &cancel}),
      change_route({"/v1/instances/{id}/suspend",
                    "suspendInstance",
                    "Pauses an instance until it is resumed.",
                    BodyKind::None,
                    {},
                    &suspend}),
      change_route({"/v1/instances/{id}/resume",
                    "resumeInstance",
                    "Continues a suspended instance.",
                    BodyKind::None,
                    {},
                    &resume}),
      change_route({"/v1/instances/{id}/retry",
                    "retryInstance",
                    "Retries a faulted instance from the task that failed.",
                    BodyKind::None,
                    {},
                    &retry}),
      change_route({"/v1/instances/{id}/send", "sendEvent",
                    "Sends an event to a machine, or a CloudEvent to a workflow, for whatever listens for it there; "
                    "answers once it is handled. An event with the source and id of one "
                    "that was sent before is the same event.",
                    BodyKind::Json, "Send", &send})};
}

}  // namespace baton::server
