// What instances and tasks have made, by itself: where the `outputUri` of lifecycle events leads.
#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "server/streams/history_stream.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::server {
namespace {

Async<Response> instance_output(std::shared_ptr<Call> call) {
  InstanceId id{call->path("id")};
  const auto instance = co_await call->engine().find(id);
  if (!instance) co_return problem_of(instance.error());
  if (instance->summary.status != Status::Completed) {
    co_return problem(problems::kConflict,
                      "the instance has no output: it is " + std::string(status_name(instance->summary.status)));
  }
  Response response = json_answer(instance->output);
  response.set("etag", etag_of(instance->summary));
  co_return response;
}

struct Wanted {
  std::string task;
  std::optional<Place> at;  // none: the last one
};

bool is_wanted(const HistoryEntry& entry, const Wanted& wanted) {
  if (entry.kind != "task.completed" || entry.task != wanted.task) return false;
  return !wanted.at || Place{.revision = entry.revision, .position = entry.position} == *wanted.at;
}

Async<Response> task_output(std::shared_ptr<Call> call) {
  Wanted wanted{.task = call->text("task").value_or(""), .at = {}};
  if (wanted.task.empty()) co_return problem(problems::kInvalidRequest, "the parameter 'task' is missing: a reference");
  if (const auto at = call->text("at")) {
    wanted.at = place_from(*at);
    if (!wanted.at || wanted.at->revision.value == 0) {
      co_return problem(problems::kInvalidRequest, "the parameter 'at' is REVISION.POSITION");
    }
  }
  InstanceId id{call->path("id")};
  std::optional<Value> output;
  HistoryRange range{.after = {wanted.at ? wanted.at->revision.value - 1 : 0},
                     .transitions = wanted.at ? 1 : kMaxHistoryPage};
  while (true) {
    const auto entries = co_await call->engine().history(id, range);
    if (!entries) co_return problem_of(entries.error());
    for (const HistoryEntry& entry : *entries) {
      if (is_wanted(entry, wanted)) output = entry.output;
    }
    if (wanted.at || entries->empty()) break;
    range.after = entries->back().revision;
  }
  if (output) co_return json_answer(*output);
  co_return problem(problems::kNotFound, "the history has no such completion of the task '" + wanted.task + "'");
}

}  // namespace

std::vector<Route> output_routes() {
  return {
      {.method = Method::Get,
       .path = "/v1/instances/{id}/output",
       .name = "getOutput",
       .about = "The output of a completed instance.",
       .role = Role::Reader,
       .reach = Reach::Instance,
       .query = {},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{200, "The output: any JSON", "Any"},
                   {304, "It is as If-None-Match says"},
                   {404, "There is no such instance", "Problem"},
                   {409, "It has not completed", "Problem"}},
       .handle = &instance_output},
      {.method = Method::Get,
       .path = "/v1/instances/{id}/tasks/output",
       .name = "getTaskOutput",
       .about = "The output of a completed task, as the history has it.",
       .role = Role::Reader,
       .reach = Reach::Instance,
       .query = {{.name = "task", .about = "The reference of the task: a JSON Pointer into the document"},
                 {.name = "at", .about = "REVISION.POSITION of its completion in the history. Default: the last one"}},
       .body = BodyKind::None,
       .body_schema = {},
       .answers = {{200, "The output: any JSON", "Any"},
                   {404, "There is no such instance, or no such completion", "Problem"}},
       .handle = &task_output}};
}

}  // namespace baton::server
