// Schedules: listed, shown, made, deleted, paused, resumed, triggered, back-filled.
#include "base/sha256.hpp"
#include "core/schedule/occurrences.hpp"
#include "engine/zones.hpp"
#include "schedules/requests.hpp"
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"

#include <baton/detail/time_text.hpp>

#include <algorithm>
#include <expected>
#include <random>

namespace baton::server {
namespace {

using schedules::Schedule;
using schedules::Setup;

std::optional<Response> refuse_without_schedules(const Call& call) {
  if (call.service().has_schedules) return std::nullopt;
  return problem(problems::kNotImplemented, "this server's program starts nothing by schedules (baton/schedules.hpp)");
}

Response no_schedule(const InstanceId& id) {
  return problem(problems::kNotFound, "there is no schedule '" + id.value + "'");
}

// {id}, if it is there and the caller has the route's role in its namespace. Who has not is told that it is not there.
Async<std::expected<schedules::View, Response>> named_schedule(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_schedules(*call)) co_return std::unexpected(*std::move(refused));
  InstanceId id{call->path("id")};
  auto view = co_await schedules::find(call->engine(), id);
  if (!view && view.error().kind != Error::Kind::NotFound) co_return std::unexpected(problem_of(view.error()));
  if (!view || call->refuse_in(view->on.setup.space)) co_return std::unexpected(no_schedule(id));
  co_return *std::move(view);
}

Async<Response> list_schedules(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_schedules(*call)) co_return *std::move(refused);
  const auto all = co_await schedules::list(call->engine());
  if (!all) co_return problem_of(all.error());
  std::vector<Value> seen;
  for (const schedules::View& each : *all) {
    if (!call->refuse_in(each.on.setup.space)) seen.push_back(schedules::json_of(each));
  }
  co_return json_answer(Value::object({{"schedules", Value::array(std::move(seen))}}));
}

Async<Response> shown(std::shared_ptr<Call> call, InstanceId id, int status) {
  const auto view = co_await schedules::find(call->engine(), id);
  co_return view ? json_answer(schedules::json_of(*view), status) : problem_of(view.error());
}

Async<Response> show_schedule(std::shared_ptr<Call> call) {
  const auto view = co_await named_schedule(call);
  co_return view ? json_answer(schedules::json_of(*view)) : view.error();
}

// A label, as the names of workflows are.
bool is_schedule_name(std::string_view name) {
  constexpr std::size_t longest = 63;
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

std::expected<Setup, std::string> setup_in_body(const Value& object) {
  Body body(object);
  auto workflow = body.part("workflow");
  const std::string name = body.text("name");
  for (const char* const member : {"every", "cron", "after", "timezone", "missed", "most", "overlap"}) {
    static_cast<void>(body.any(member));
  }
  Value input = body.any("input");
  if (!workflow) return std::unexpected("the body, at /workflow: expected an object");
  DefinitionName definition{.space = workflow->text("namespace"),
                            .name = workflow->text("name"),
                            .version = workflow->optional_text("version")};
  body.add(*workflow);
  if (auto mistake = body.mistake()) return std::unexpected(*mistake);
  if (!is_schedule_name(name)) return std::unexpected("the name must be 1 to 63 letters, digits and hyphens");
  auto setup = schedules::setup_from(object);
  if (!setup) return std::unexpected(setup.error());
  if (const auto zone = engine::find_zone(setup->zone); !zone) return std::unexpected(zone.error());
  setup->space = std::move(definition.space);
  setup->name = std::move(definition.name);
  setup->version = std::move(definition.version);
  setup->schedule = name;
  setup->input = std::move(input);
  return setup;
}

Async<Response> create_schedule(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_schedules(*call)) co_return *std::move(refused);
  const auto object = call->object();
  if (!object) co_return object.error();
  auto setup = setup_in_body(*object);
  if (!setup) co_return problem(problems::kInvalidRequest, setup.error());
  if (auto refused = call->refuse_in(setup->space)) co_return *std::move(refused);
  DefinitionName workflow{.space = setup->space, .name = setup->name, .version = setup->version};
  const auto definition = co_await call->engine().find_definition(std::move(workflow));
  if (!definition) co_return problem_of(definition.error());
  InstanceId id = schedules::schedule_id(setup->space, setup->name, setup->schedule);
  const auto done = co_await schedules::put(call->engine(), *std::move(setup));
  if (!done) co_return problem_of(done.error());
  Response response = co_await shown(call, id, 201);
  response.set("location", "/v1/schedules/" + escaped_segment(id.value));
  co_return response;
}

// What a document says stays until its workflow is undeployed: it would be back when the server starts again.
Async<Response> delete_schedule(std::shared_ptr<Call> call) {
  const auto view = co_await named_schedule(call);
  if (!view) co_return view.error();
  if (view->on.setup.schedule.empty()) {
    co_return problem(problems::kConflict,
                      "it is the schedule of a deployed document: pause it, or undeploy the workflow");
  }
  Schedule::Event remove = schedules::Remove{};
  SendOptions options;
  const auto done = co_await schedules::send(call->engine(), view->id, std::move(remove), std::move(options));
  co_return done ? no_content() : problem_of(done.error());
}

// A schedule takes an event with the same source and id once.
SendOptions options_of(const Call& call) {
  SendOptions options;
  if (call.key()) options = {.source = "idempotency-key", .id = call.key()->token};
  return options;
}

Async<Response> told(std::shared_ptr<Call> call, Schedule::Event event, int status) {
  const auto view = co_await named_schedule(call);
  if (!view) co_return view.error();
  SendOptions options = options_of(*call);
  const auto done = co_await schedules::send(call->engine(), view->id, std::move(event), std::move(options));
  if (!done) co_return problem_of(done.error());
  co_return co_await shown(call, view->id, status);
}

Async<Response> pause_schedule(std::shared_ptr<Call> call) {
  return told(std::move(call), schedules::Pause{}, 200);
}

Async<Response> resume_schedule(std::shared_ptr<Call> call) {
  return told(std::move(call), schedules::Resume{}, 200);
}

std::string random_token() {
  std::random_device random;
  constexpr std::size_t length = 16;
  return sha256_hex(std::to_string(random()) + "." + std::to_string(random())).substr(0, length);
}

// The same id again is the same run.
Async<Response> trigger_schedule(std::shared_ptr<Call> call) {
  const auto object = call->request().body.empty() ? std::expected<Value, Response>(Value::object({})) : call->object();
  if (!object) co_return object.error();
  Body body(*object);
  schedules::Trigger trigger{.id = body.optional_text("id"), .input = std::nullopt};
  if (object->find("input") != nullptr) trigger.input = body.any("input");
  if (auto mistake = body.mistake()) co_return problem(problems::kInvalidRequest, *mistake);
  const auto view = co_await named_schedule(call);
  if (!view) co_return view.error();
  constexpr std::size_t token_digits = 16;
  const std::string token = call->key() ? call->key()->token.substr(0, token_digits) : random_token();
  if (trigger.id.empty()) trigger.id = schedules::run_id(view->on.setup, token);
  SendOptions options{.source = "trigger", .id = trigger.id};
  const Schedule::Event event = std::move(trigger);
  const auto done = co_await schedules::send(call->engine(), view->id, event, std::move(options));
  if (!done) co_return problem_of(done.error());
  co_return co_await shown(call, view->id, 202);
}

std::optional<Timestamp> instant_of(const std::string& text) {
  const auto ticks = detail::read_instant(text, {.numerator = 1, .denominator = 1'000});
  if (!ticks) return std::nullopt;
  const Timestamp time{Duration{*ticks}};
  return time < core::kFirstInstant || time > core::kLastInstant ? std::nullopt : std::optional(time);
}

Async<Response> backfill_schedule(std::shared_ptr<Call> call) {
  const auto object = call->object();
  if (!object) co_return object.error();
  Body body(*object);
  const auto from = instant_of(body.text("from"));
  const auto to = instant_of(body.text("to"));
  if (auto mistake = body.mistake()) co_return problem(problems::kInvalidRequest, *mistake);
  if (!from || !to || *to < *from || *to - *from > core::kLongestSearch) {
    co_return problem(
        problems::kInvalidRequest,
        "from and to must be instants such as 2026-01-31T00:00:00Z, in this order and at most ten years apart");
  }
  const auto view = co_await named_schedule(call);
  if (!view) co_return view.error();
  if (!view->on.setup.after.is_null()) {
    co_return problem(problems::kConflict, "a schedule by 'after' has no times that could be filled");
  }
  const Schedule::Event event = schedules::Backfill{.from = *from, .to = *to};
  SendOptions options = options_of(*call);
  const auto done = co_await schedules::send(call->engine(), view->id, event, std::move(options));
  if (!done) co_return problem_of(done.error());
  co_return co_await shown(call, view->id, 202);
}

struct ScheduleWords {
  Method method = Method::Post;
  std::string_view path;
  std::string_view name;
  std::string_view about;
  Role role = Role::Operator;
  BodyKind body = BodyKind::None;
  std::string_view schema;
  std::vector<AnswerText> answers;
  Handler handle;
};

Route schedule_route(ScheduleWords words) {
  return {.method = words.method,
          .path = words.path,
          .name = words.name,
          .about = words.about,
          .role = words.role,
          .reach = Reach::Inside,
          .query = {},
          .body = words.body,
          .body_schema = words.schema,
          .answers = std::move(words.answers),
          .handle = words.handle};
}

Route changing_schedule_route(ScheduleWords words, AnswerText done) {
  words.answers = {done, {404, "There is no such schedule", "Problem"}, {409, "It does not apply to it", "Problem"}};
  return schedule_route(std::move(words));
}

}  // namespace

std::vector<Route> schedule_routes() {
  const AnswerText changed{200, "The schedule after the change", "Schedule"};
  const AnswerText accepted{202, "It is accepted, durably; the runs follow", "Schedule"};
  return {
      schedule_route({.method = Method::Get,
                      .path = "/v1/schedules",
                      .name = "listSchedules",
                      .about = "The schedules of the workflows that the caller may see, by their ids.",
                      .role = Role::Reader,
                      .schema = {},
                      .answers = {{200, "All of them", "ScheduleList"}},
                      .handle = &list_schedules}),
      schedule_route(
          {.path = "/v1/schedules",
           .name = "createSchedule",
           .about = "Gives a deployed workflow a further schedule, by its name; one of that name is replaced.",
           .body = BodyKind::Json,
           .schema = "NewSchedule",
           .answers = {{201, "It is made", "Schedule"}, {404, "The workflow is not deployed", "Problem"}},
           .handle = &create_schedule}),
      schedule_route({.method = Method::Get,
                      .path = "/v1/schedules/{id}",
                      .name = "getSchedule",
                      .about = "A schedule.",
                      .role = Role::Reader,
                      .schema = {},
                      .answers = {{200, "The schedule", "Schedule"}, {404, "There is no such schedule", "Problem"}},
                      .handle = &show_schedule}),
      changing_schedule_route({.method = Method::Delete,
                               .path = "/v1/schedules/{id}",
                               .name = "deleteSchedule",
                               .about = "Ends a schedule that was made by POST. What it has started continues.",
                               .schema = {},
                               .answers = {},
                               .handle = &delete_schedule},
                              {204, "It starts nothing any more"}),
      changing_schedule_route({.path = "/v1/schedules/{id}/pause",
                               .name = "pauseSchedule",
                               .about = "It starts nothing until it is resumed.",
                               .schema = {},
                               .answers = {},
                               .handle = &pause_schedule},
                              changed),
      changing_schedule_route({.path = "/v1/schedules/{id}/resume",
                               .name = "resumeSchedule",
                               .about = "It starts again what is due from now on.",
                               .schema = {},
                               .answers = {},
                               .handle = &resume_schedule},
                              changed),
      changing_schedule_route(
          {.path = "/v1/schedules/{id}/trigger",
           .name = "triggerSchedule",
           .about = "Starts a run now, whatever else it runs. With an `id`, the run's, the request may be repeated.",
           .body = BodyKind::OptionalJson,
           .schema = "Trigger",
           .answers = {},
           .handle = &trigger_schedule},
          accepted),
      changing_schedule_route(
          {.path = "/v1/schedules/{id}/backfill",
           .name = "backfillSchedule",
           .about = "Starts a run for each time between two instants for which there was none, at most 1,000.",
           .body = BodyKind::Json,
           .schema = "Backfill",
           .answers = {},
           .handle = &backfill_schedule},
          accepted)};
}

}  // namespace baton::server
