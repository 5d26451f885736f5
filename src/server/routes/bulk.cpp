// Requests for many instances, found by a filter.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "server/routes/filter.hpp"

namespace baton::server {
namespace {

Value report_value(const BulkReport& report, bool dry_run) {
  std::vector<Value> problems;
  for (const auto& [id, error] : report.problems) problems.push_back({{"id", id.value}, {"error", error.message}});
  return {{"dryRun", dry_run},
          {"matched", report.matched},
          {"done", report.done},
          {"refused", report.refused},
          {"failed", report.failed},
          {"complete", report.is_complete},
          {"problems", Value::array(std::move(problems))}};
}

// Each holds a thread of the desk, of which there are few.
class BulkPlace {
 public:
  explicit BulkPlace(std::atomic<std::size_t>& taken) : taken_(taken), number_(++taken) {}
  BulkPlace(const BulkPlace&) = delete;
  BulkPlace& operator=(const BulkPlace&) = delete;
  ~BulkPlace() { --taken_; }
  [[nodiscard]] bool is_free() const { return number_ <= kMaxBulkRequests; }

 private:
  std::atomic<std::size_t>& taken_;
  std::size_t number_;
};

Async<Response> for_many(std::shared_ptr<Call> call, BulkAction action) {
  const auto object = call->object();
  if (!object) co_return object.error();
  Body body(*object);
  BulkOptions options{.action = action, .dry_run = body.flag("dryRun")};
  if (action == BulkAction::Cancel) options.compensate = body.flag("compensate");
  auto filter = filter_from_body(*call, body);
  if (!filter) co_return filter.error();
  options.filter = *std::move(filter);
  const BulkPlace place(call->service().bulk_requests);
  if (!place.is_free()) {
    co_return problem(problems::kTooManyRequests, "other requests for many instances are in progress");
  }
  options.progress = [service = &call->service()](const BulkReport&) { return !service->is_draining; };
  const auto report = co_await call->engine().bulk(options);
  co_return report ? json_answer(report_value(*report, options.dry_run)) : problem_of(report.error());
}

template <BulkAction action>
Async<Response> bulk(std::shared_ptr<Call> call) {
  return for_many(std::move(call), action);
}

Route bulk_route(std::string_view path, std::string_view name, std::string_view about, Handler handle) {
  return {
      .method = Method::Post,
      .path = path,
      .name = name,
      .about = about,
      .role = Role::Operator,
      .reach = Reach::Inside,
      .query = {},
      .body = BodyKind::Json,
      .body_schema = path.ends_with("cancel") ? "BulkCancel" : "Bulk",
      .answers = {{200, "What was done", "BulkReport"}, {429, "Others are in progress; try again later", "Problem"}},
      .handle = handle};
}

}  // namespace

std::vector<Route> bulk_routes() {
  return {bulk_route("/v1/instances:cancel", "cancelInstances", "Cancels all instances that the filter finds.",
                     &bulk<BulkAction::Cancel>),
          bulk_route("/v1/instances:suspend", "suspendInstances", "Suspends all instances that the filter finds.",
                     &bulk<BulkAction::Suspend>),
          bulk_route("/v1/instances:resume", "resumeInstances", "Resumes all instances that the filter finds.",
                     &bulk<BulkAction::Resume>),
          bulk_route("/v1/instances:retry", "retryInstances", "Retries all instances that the filter finds.",
                     &bulk<BulkAction::Retry>),
          bulk_route("/v1/instances:delete", "deleteInstances", "Deletes all ended instances that the filter finds.",
                     &bulk<BulkAction::Remove>)};
}

}  // namespace baton::server
