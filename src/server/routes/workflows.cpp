// Workflows: deployed, listed, shown, undeployed.
#include "engine/json_views.hpp"
#include "schedules/requests.hpp"
#include "server/answers.hpp"
#include "server/call.hpp"
#include "webhooks/webhook.hpp"

#include "dsl/dsl.hpp"

#include <algorithm>

namespace baton::server {
namespace {

// Its namespace says who may deploy a document. What does not compile is in none, and the engine says why.
std::optional<Response> refuse_document(const Call& call) {
  if (call.caller().may_everywhere(Role::Deployer)) return std::nullopt;
  const auto compiled = dsl::compile(call.request().body);
  return compiled ? call.refuse_in(compiled->program->name.space) : std::nullopt;
}

// The workflow gets the schedule of its newest version.
Async<std::optional<Response>> follow_schedule(std::shared_ptr<Call> call, DefinitionName name) {
  if (!call->service().has_schedules) co_return std::nullopt;
  const auto followed = co_await schedules::follow(call->engine(), name.space, name.name);
  if (followed) co_return std::nullopt;
  co_return problem_of(followed.error());
}

Async<Response> deploy(std::shared_ptr<Call> call) {
  if (auto refused = refuse_document(*call)) co_return *std::move(refused);
  auto deployed = co_await call->engine().deploy(call->request().body);
  if (!deployed) co_return problem_of(deployed.error());
  // If the process dies here, its schedule follows when the server starts again.
  auto failed = co_await follow_schedule(call, deployed->name);
  if (failed) co_return *std::move(failed);
  Response response = json_answer(engine::json_of(*deployed).with("notes", engine::strings(deployed->notes)));
  const DefinitionName& name = deployed->name;
  response.set("location", "/v1/workflows/" + escaped_segment(name.space) + "/" + escaped_segment(name.name) + "/" +
                               escaped_segment(name.version));
  co_return response;
}

Value listed(const std::vector<DefinitionSummary>& definitions) {
  std::vector<Value> all;
  for (const DefinitionSummary& each : definitions) all.push_back(engine::json_of(each));
  return Value::object({{"workflows", Value::array(std::move(all))}});
}

// The machines that the server brings along are nothing that anybody has deployed.
bool is_own(const DefinitionName& name) {
  return name.space == "machine" &&
         (name.name == schedules::kMachine || name.name == webhooks::kMachine || name.name == webhooks::kLetterMachine);
}

Async<Response> list_workflows(std::shared_ptr<Call> call) {
  auto all = co_await call->engine().definitions();
  if (!all) co_return problem_of(all.error());
  std::erase_if(*all, [&](const DefinitionSummary& each) {
    return is_own(each.name) || call->refuse_in(each.name.space).has_value();
  });
  co_return json_answer(listed(*all));
}

Async<Response> list_with(std::shared_ptr<Call> call, DefinitionFilter filter) {
  const auto all = co_await call->engine().find_definitions(filter);
  if (!all) co_return problem_of(all.error());
  std::vector<DefinitionSummary> summaries;
  for (const DefinitionView& each : *all) summaries.push_back(each.summary);
  co_return json_answer(listed(summaries));
}

Async<Response> list_namespace(std::shared_ptr<Call> call) {
  DefinitionFilter filter{.space = call->path("namespace"), .name = {}};
  return list_with(std::move(call), std::move(filter));
}

Async<Response> list_versions(std::shared_ptr<Call> call) {
  DefinitionFilter filter{.space = call->path("namespace"), .name = call->path("name")};
  return list_with(std::move(call), std::move(filter));
}

DefinitionName named(const Call& call) {
  return {.space = call.path("namespace"), .name = call.path("name"), .version = call.path("version")};
}

Async<Response> get_workflow(std::shared_ptr<Call> call) {
  DefinitionName name = named(*call);
  if (name.version == "latest") name.version.clear();
  const auto definition = co_await call->engine().find_definition(name);
  if (!definition) co_return problem_of(definition.error());
  Response response = json_answer(engine::json_of(*definition));
  response.set("etag", "\"" + definition->summary.digest.hex + "\"");
  co_return response;
}

Async<Response> undeploy(std::shared_ptr<Call> call) {
  DefinitionName name = named(*call);
  const auto done = co_await call->engine().undeploy(name);
  if (!done) co_return problem_of(done.error());
  auto failed = co_await follow_schedule(call, name);
  if (failed) co_return *std::move(failed);
  co_return no_content();
}

}  // namespace

std::vector<Route> workflow_routes() {
  return {{.method = Method::Post,
           .path = "/v1/workflows",
           .name = "deployWorkflow",
           .about = "Stores a workflow document under its namespace, name and version. The same content again changes "
                    "nothing; other "
                    "content under a version that is taken is a conflict.",
           .role = Role::Deployer,
           .reach = Reach::Inside,
           .query = {},
           .body = BodyKind::Document,
           .body_schema = "Document",
           .answers = {{200, "It is deployed", "Deployed"},
                       {409, "The version has other content", "Problem"},
                       {422, "The document is not a valid workflow; `details` lists its problems", "Problem"}},
           .handle = &deploy},
          {.method = Method::Get,
           .path = "/v1/workflows",
           .name = "listWorkflows",
           .about = "The deployed workflows that the caller may see, by namespace, name and version.",
           .role = Role::Reader,
           .reach = Reach::Inside,
           .query = {},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "All of them, without their documents", "WorkflowList"}},
           .handle = &list_workflows},
          {.method = Method::Get,
           .path = "/v1/workflows/{namespace}",
           .name = "listWorkflowsOfNamespace",
           .about = "The deployed workflows of a namespace.",
           .role = Role::Reader,
           .reach = Reach::Namespace,
           .query = {},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "All of them, without their documents", "WorkflowList"}},
           .handle = &list_namespace},
          {.method = Method::Get,
           .path = "/v1/workflows/{namespace}/{name}",
           .name = "listWorkflowVersions",
           .about = "The deployed versions of a workflow.",
           .role = Role::Reader,
           .reach = Reach::Namespace,
           .query = {},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "All of them, without their documents", "WorkflowList"}},
           .handle = &list_versions},
          {.method = Method::Get,
           .path = "/v1/workflows/{namespace}/{name}/{version}",
           .name = "getWorkflow",
           .about = "A deployed workflow with its document. The version `latest` is the newest.",
           .role = Role::Reader,
           .reach = Reach::Namespace,
           .query = {},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{200, "The workflow; its ETag is its digest", "Workflow"},
                       {304, "It is as If-None-Match says"},
                       {404, "It is not deployed", "Problem"}},
           .handle = &get_workflow},
          {.method = Method::Delete,
           .path = "/v1/workflows/{namespace}/{name}/{version}",
           .name = "undeployWorkflow",
           .about = "Takes a version back, if no instance of it is running. Ended instances keep it.",
           .role = Role::Deployer,
           .reach = Reach::Namespace,
           .query = {},
           .body = BodyKind::None,
           .body_schema = {},
           .answers = {{204, "It is not deployed any more"},
                       {404, "It was not deployed", "Problem"},
                       {409, "An instance of it has not ended", "Problem"}},
           .handle = &undeploy}};
}

}  // namespace baton::server
