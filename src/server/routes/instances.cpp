// Instances: started, listed, shown, deleted.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "server/routes/filter.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace baton::server {
namespace {

using Type = QueryParameter::Type;

const QueryParameter kWait{.name = "wait",
                           .type = Type::Integer,
                           .about = "Seconds to wait until it has ended: 200 then, 202 if it has not",
                           .least = 0,
                           .most = kMaxWait.count()};

// The instance, or as it is when the time is over. A server that is ending does not keep its clients until then: it looks now and again.
Async<Response> waited(std::shared_ptr<Call> call, InstanceId id, Response (*print)(const InstanceView&)) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{call->integer("wait", 0)};
  while (!call->service().is_draining) {
    const auto left = std::chrono::ceil<Duration>(end - std::chrono::steady_clock::now());
    if (left <= Duration{0}) break;
    const std::optional<Duration> limit = std::min<Duration>(left, kWaitSlice);
    const auto ended = co_await call->engine().wait(id, limit);
    if (ended) co_return print(*ended);
    if (ended.error().kind != Error::Kind::Timeout) co_return problem_of(ended.error());
  }
  const auto instance = co_await call->engine().find(id);
  co_return instance ? print(*instance) : problem_of(instance.error());
}

Async<Response> start(std::shared_ptr<Call> call) {
  const auto object = call->object();
  if (!object) co_return object.error();
  Body body(*object);
  StartOptions options{
      .workflow = {.space = {}, .name = {}}, .input = body.any("input"), .id = body.optional_text("id")};
  if (auto workflow = body.part("workflow")) {
    options.workflow = {.space = workflow->text("namespace"),
                        .name = workflow->text("name"),
                        .version = workflow->optional_text("version")};
    body.add(*workflow);
  } else {
    co_return problem(problems::kInvalidRequest, "the body, at /workflow: expected an object");
  }
  if (auto mistake = body.mistake()) co_return problem(problems::kInvalidRequest, *mistake);
  if (auto refused = call->refuse_in(options.workflow.space)) co_return *std::move(refused);
  const bool is_named_by_key = options.id.empty() && call->key();
  if (is_named_by_key) options.id = "request-" + call->key()->token;
  auto id = co_await call->engine().start(options);
  if (!id && is_named_by_key && id.error().kind == Error::Kind::Conflict) co_return key_of_another_request();
  if (!id) co_return problem_of(id.error());
  co_return co_await waited(call, *id, &started);
}

Response found_or_waited(const InstanceView& instance) {
  Response response = found(instance);
  if (!has_ended(instance.summary.status)) response.status = 202;
  return response;
}

const QueryParameter kRevision{.name = "revision",
                               .type = Type::Integer,
                               .about = "As it was at this revision; not with `wait`",
                               .least = 1,
                               .most = std::numeric_limits<std::int64_t>::max()};

Async<Response> as_it_was(std::shared_ptr<Call> call) {
  if (call->text("wait")) {
    co_return problem(problems::kInvalidRequest, "the parameters 'revision' and 'wait' do not go together");
  }
  InstanceId id{call->path("id")};
  const Revision revision{static_cast<std::uint64_t>(call->integer("revision", 1))};
  const auto instance = co_await call->engine().find(std::move(id), revision);
  co_return instance ? found(*instance) : problem_of(instance.error());
}

Async<Response> get_instance(std::shared_ptr<Call> call) {
  if (call->text("revision")) return as_it_was(std::move(call));
  InstanceId id{call->path("id")};
  const bool waits = call->integer("wait", 0) > 0;
  return waited(std::move(call), std::move(id), waits ? &found_or_waited : &found);
}

// A cursor is of the list that it comes from.
std::string mark_of(const InstanceFilter& filter) {
  constexpr std::size_t length = 8;
  const std::string status(filter.status ? status_name(*filter.status) : "");
  return sha256_hex(status + "\n" + filter.space + "\n" + filter.name).substr(0, length);
}

Async<Response> list(std::shared_ptr<Call> call) {
  auto filter = filter_from_query(*call);
  if (!filter) co_return filter.error();
  constexpr std::int64_t usual = 100;
  filter->limit = static_cast<std::size_t>(call->integer("limit", usual));
  const std::string mark = mark_of(*filter) + ".";
  if (const auto cursor = call->text("cursor")) {
    if (!cursor->starts_with(mark)) {
      co_return problem(problems::kInvalidRequest, "the cursor is not of a list with this filter");
    }
    filter->cursor = cursor->substr(mark.size());
  }
  auto page = co_await call->engine().list(*filter);
  if (!page) co_return problem_of(page.error());
  if (!page->cursor.empty()) page->cursor.insert(0, mark);
  co_return json_answer(engine::json_of(*page));
}

Async<Response> remove(std::shared_ptr<Call> call) {
  InstanceId id{call->path("id")};
  const auto done = co_await call->engine().remove(id);
  co_return done ? no_content() : problem_of(done.error());
}

}  // namespace

std::vector<Route> instance_routes() {
  return {
      {.method = Method::Post,
       .path = "/v1/instances",
       .name = "startInstance",
       .about = "Starts a deployed workflow. Starting an id again with the same workflow and input is the same start.",
       .role = Role::Operator,
       .reach = Reach::Inside,
       .query = {kWait},
       .body = BodyKind::Json,
       .body_schema = "Start",
       .answers = {{200, "It has ended", "Instance"},
                   {202, "It is started, durably", "Instance"},
                   {404, "The workflow is not deployed", "Problem"},
                   {409, "The id is taken by another start", "Problem"},
                   {422, "The workflow calls operators that the server does not have", "Problem"}},
       .handle = &start},
      {.method = Method::Get,
       .path = "/v1/instances",
       .name = "listInstances",
       .about = "Instances, newest first.",
       .role = Role::Reader,
       .reach = Reach::Inside,
       .query = {{.name = "status", .about = "pending, running, waiting, suspended, cancelled, faulted or completed"},
                 {.name = "workflow", .about = "NAMESPACE/NAME"},
                 {.name = "namespace", .about = "Only of this namespace"},
                 {.name = "name", .about = "Only of workflows of this name"},
                 {.name = "limit",
                  .type = Type::Integer,
                  .about = "How many at most; 100 by default",
                  .least = 1,
                  .most = kMaxPage},
                 {.name = "cursor", .about = "Where the last page ended"}},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{200, "A page; `cursor` is null on the last one", "InstanceList"}},
       .handle = &list},
      {.method = Method::Get,
       .path = "/v1/instances/{id}",
       .name = "getInstance",
       .about = "An instance with its data: as it is, or as it was at a revision.",
       .role = Role::Reader,
       .reach = Reach::Instance,
       .query = {kWait, kRevision},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{200, "The instance; its ETag changes with its revision", "Instance"},
                   {202, "With `wait`: it has not ended", "Instance"},
                   {304, "It is as If-None-Match says"},
                   {404, "There is no such instance or revision", "Problem"},
                   {409, "Another version of Baton has decided otherwise until that revision", "Problem"},
                   {410, "That revision is not kept any more", "Problem"}},
       .handle = &get_instance},
      {.method = Method::Delete,
       .path = "/v1/instances/{id}",
       .name = "deleteInstance",
       .about = "Deletes an ended instance and its history.",
       .role = Role::Operator,
       .reach = Reach::Instance,
       .query = {},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{204, "It is deleted"},
                   {404, "There is no such instance", "Problem"},
                   {409, "It has not ended", "Problem"}},
       .handle = &remove}};
}

}  // namespace baton::server
