// The history of an instance: in pages, or as Server-Sent Events.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "server/streams/history_stream.hpp"

#include <algorithm>

namespace baton::server {
namespace {

using Type = QueryParameter::Type;

// Not found is said at once. Who has the whole history of an ended instance is told not to come again.
Async<Response> stream(std::shared_ptr<Call> call) {
  std::optional<Place> after;
  if (const std::string_view last = call->request().header("last-event-id"); !last.empty()) {
    after = place_from(last);
    if (!after) co_return problem(problems::kInvalidRequest, "Last-Event-ID is the id of an event: REVISION.POSITION");
  }
  InstanceId id{call->path("id")};
  const auto instance = co_await call->engine().find(id);
  if (!instance) co_return problem_of(instance.error());
  if (after && has_ended(instance->summary.status) && after->revision == instance->summary.revision) {
    const HistoryRange range{.after = {after->revision.value - 1}};
    const auto rest = co_await call->engine().history(id, range);
    if (rest && !rest->empty() && rest->back().position == after->position) co_return no_content();
  }
  co_return streamed(history_stream(call->engine(), call->service().watchers, std::move(id), after));
}

Async<Response> page(std::shared_ptr<Call> call) {
  InstanceId id{call->path("id")};
  const auto limit = static_cast<std::size_t>(call->integer("limit", kMaxHistoryPage));
  const HistoryRange range{.after = {static_cast<std::uint64_t>(call->integer("after", 0))}, .transitions = limit};
  const auto entries = co_await call->engine().history(id, range);
  if (!entries) co_return problem_of(entries.error());
  Value next;
  if (!entries->empty()) {
    const HistoryRange rest{.after = entries->back().revision, .transitions = 1};
    const auto more = co_await call->engine().history(id, rest);
    if (more && !more->empty()) next = Value::number(entries->back().revision.value);
  }
  co_return json_answer(Value::object({{"entries", engine::json_of(*entries)}, {"next", next}}));
}

Async<Response> history(std::shared_ptr<Call> call) {
  return wants_stream(call->request()) ? stream(std::move(call)) : page(std::move(call));
}

}  // namespace

std::vector<Route> history_routes() {
  constexpr std::int64_t most = 4'000'000'000'000;
  return {{.method = Method::Get,
           .path = "/v1/instances/{id}/history",
           .name = "getHistory",
           .about = "What happened to an instance, oldest first. With `Accept: text/event-stream` as Server-Sent "
                    "Events: an event "
                    "for each entry, those that are still to come included, until the instance has ended. "
                    "Last-Event-ID resumes.",
           .role = Role::Reader,
           .reach = Reach::Instance,
           .query = {{.name = "after",
                      .type = Type::Integer,
                      .about = "Only entries of later revisions: `next` of the last page",
                      .least = 0,
                      .most = most},
                     {.name = "limit",
                      .type = Type::Integer,
                      .about = "Of so many transitions at most; each has one or more entries",
                      .least = 1,
                      .most = kMaxHistoryPage}},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "A page; `next` is null on the last one. Or the stream", "History"},
                       {204, "A stream: the client has seen the end"},
                       {404, "There is no such instance", "Problem"}},
           .handle = &history}};
}

}  // namespace baton::server
