// The event log over HTTP: CloudEvents come in, and are read in pages or as Server-Sent Events.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "server/posted_events.hpp"
#include "server/streams/log_stream.hpp"

#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace baton::server {
namespace {

using Type = QueryParameter::Type;

Value published_value(const std::vector<CloudEvent>& events, const std::vector<PublishedEvent>& published) {
  std::vector<Value> all;
  for (std::size_t i = 0; i < published.size(); ++i) {
    all.push_back({{"position", engine::number(published[i].position)},
                   {"source", events[i].source},
                   {"id", published[i].id},
                   {"duplicate", !published[i].is_new}});
  }
  return Value::object({{"events", Value::array(std::move(all))}});
}

Async<Response> publish_events(std::shared_ptr<Call> call) {
  const auto events = events_of(call->request());
  if (!events) co_return events.error();
  if (events->empty()) co_return json_answer(published_value({}, {}));
  const auto published = co_await call->engine().publish_all(*events);
  co_return published ? json_answer(published_value(*events, *published)) : problem_of(published.error());
}

EventFilter event_filter_of(const Call& call) {
  return {.type = call.text("type").value_or(""),
          .source = call.text("source").value_or(""),
          .subject = call.text("subject").value_or("")};
}

std::optional<std::uint64_t> position_from(std::string_view text) {
  std::uint64_t position = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, position);
  return error == std::errc() && read_to == end && position < std::numeric_limits<std::int64_t>::max()
             ? std::optional(position)
             : std::nullopt;
}

// Where the stream begins. A browser that has lost its connection asks again with the same query, and with its last id.
std::expected<Following, Response> following_of(const Call& call, std::uint64_t last) {
  Following following{.filter = event_filter_of(call), .from = last + 1, .last = last};
  const std::string_view last_id = call.request().header("last-event-id");
  if (last_id.empty()) {
    following.from = static_cast<std::uint64_t>(call.integer("from", static_cast<std::int64_t>(last + 1)));
    return following;
  }
  const auto seen = position_from(last_id);
  if (!seen) {
    return std::unexpected(problem(problems::kInvalidRequest, "Last-Event-ID is the id of an event: its position"));
  }
  following.is_unknown = *seen > last;
  following.from = following.is_unknown ? 1 : *seen + 1;
  return following;
}

Async<Response> stream_log(std::shared_ptr<Call> call) {
  const EventQuery end{.limit = 0};
  const auto log = co_await call->engine().events(end);
  if (!log) co_return problem_of(log.error());
  auto following = following_of(*call, log->last);
  if (!following) co_return following.error();
  co_return streamed(log_stream(call->engine(), call->service().log_tail, *std::move(following)));
}

Async<Response> page_of_log(std::shared_ptr<Call> call) {
  constexpr std::int64_t usual = 100;
  const EventQuery query{.from = static_cast<std::uint64_t>(call->integer("from", 1)),
                         .limit = static_cast<std::size_t>(call->integer("limit", usual)),
                         .filter = event_filter_of(*call)};
  const auto page = co_await call->engine().events(query);
  if (!page) co_return problem_of(page.error());
  std::vector<Value> events;
  for (const LoggedEvent& each : page->events) events.push_back(engine::json_of(each));
  const bool has_gap = page->gap && call->text("from");  // else nobody has asked for what is not there
  co_return json_answer(Value::object({{"events", Value::array(std::move(events))},
                                       {"gap", has_gap ? engine::json_of(*page->gap) : Value()},
                                       {"next", engine::number(page->next)},
                                       {"last", engine::number(page->last)}}));
}

Async<Response> read_log(std::shared_ptr<Call> call) {
  return wants_stream(call->request()) ? stream_log(std::move(call)) : page_of_log(std::move(call));
}

}  // namespace

// The log is one for the whole store, and an event belongs to no namespace: who may publish or read some may do so with all.
std::vector<Route> event_routes() {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  return {
      {.method = Method::Post,
       .path = "/v1/events",
       .name = "publishEvents",
       .about = "Appends CloudEvents to the event log, in one of the modes of CloudEvents' HTTP binding: structured, "
                "binary or a batch, which is taken whole or not at all. Answers once they are durable.",
       .role = Role::Operator,
       .reach = Reach::Server,
       .query = {},
       .body = BodyKind::CloudEvents,
       .body_schema = {},
       .answers = {{200, "Where each event is in the log, in their order", "PublishedEvents"}},
       .handle = &publish_events},
      {.method = Method::Get,
       .path = "/v1/events",
       .name = "followEvents",
       .about = "The events of the log, oldest first. With `Accept: text/event-stream` as Server-Sent Events, those "
                "that are still to come included; Last-Event-ID resumes.",
       .role = Role::Reader,
       .reach = Reach::Server,
       .query = {{.name = "from",
                  .type = Type::Integer,
                  .about = "From this position on: `next` of the last page. Default: the oldest; of a stream: what "
                           "comes from now on",
                  .least = 1,
                  .most = most},
                 {.name = "limit",
                  .type = Type::Integer,
                  .about = "Of a page: so many events at most; 100 by default",
                  .least = 0,
                  .most = kMaxEventPage},
                 {.name = "type", .about = "Only events of this type"},
                 {.name = "source", .about = "Only events of this source"},
                 {.name = "subject", .about = "Only events of this subject"}},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{200, "A page; there may be more while `next` is not greater than `last`. Or the stream",
                    "EventPage"}},
       .handle = &read_log}};
}

}  // namespace baton::server
