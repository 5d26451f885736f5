// Forks of instances.
#include "engine/json_views.hpp"
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace baton::server {
namespace {

// What is there replaces, also with null.
std::optional<Value> given(const Value& object, Body& body, std::string_view name) {
  Value value = body.any(name);
  return object.find(name) == nullptr ? std::nullopt : std::optional(std::move(value));
}

std::expected<ForkOptions, Response> options_from(const Call& call) {
  const auto object = call.object();
  if (!object) return std::unexpected(object.error());
  Body body(*object);
  const std::int64_t revision = body.integer("revision", 0);
  ForkOptions options{.revision = Revision{static_cast<std::uint64_t>(revision)},
                      .id = body.optional_text("id"),
                      .input = given(*object, body, "input"),
                      .context = given(*object, body, "context"),
                      .workflow = {},
                      .force = body.flag("force")};
  if (auto workflow = body.part("workflow")) {
    options.workflow = {.space = workflow->text("namespace"),
                        .name = workflow->text("name"),
                        .version = workflow->optional_text("version")};
    body.add(*workflow);
  }
  if (auto mistake = body.mistake()) return std::unexpected(problem(problems::kInvalidRequest, *mistake));
  if (revision < 1) {
    return std::unexpected(
        problem(problems::kInvalidRequest, "the body, at /revision: expected the number of a revision"));
  }
  return options;
}

// In the namespace of the source, since it runs a version of its workflow.
Async<Response> fork(std::shared_ptr<Call> call) {
  const auto options = options_from(*call);
  if (!options) co_return options.error();
  InstanceId source{call->path("id")};
  if (call->flag("dryRun")) {
    const auto preview = co_await call->engine().preview_fork(source, *options);
    co_return preview ? json_answer(engine::json_of(*preview)) : problem_of(preview.error());
  }
  const auto id = co_await call->engine().fork(source, *options);
  if (!id) co_return problem_of(id.error());
  const auto instance = co_await call->engine().find(*id);
  co_return instance ? started(*instance) : problem_of(instance.error());
}

}  // namespace

std::vector<Route> fork_routes() {
  return {{.method = Method::Post,
           .path = "/v1/instances/{id}/fork",
           .name = "forkInstance",
           .about = "Starts an instance that begins with what this one was at a revision. With the same id and body it "
                    "is the same fork.",
           .role = Role::Operator,
           .reach = Reach::Instance,
           .query = {{.name = "dryRun",
                      .type = QueryParameter::Type::Flag,
                      .about = "Only say what the fork would do that this instance may have done"}},
           .body = BodyKind::Json,
           .body_schema = "Fork",
           .answers = {{200, "The fork has ended; with `dryRun`: a ForkPreview", "Any"},
                       {202, "The fork is started, durably", "Instance"},
                       {404, "There is no such instance or revision, or the version is not deployed", "Problem"},
                       {409, "It cannot be forked there, or only with `force`; or the id is taken", "Problem"},
                       {410, "That revision, or what it listened for, is not kept any more", "Problem"},
                       {422, "It is a machine, or operators are missing", "Problem"}},
           .handle = &fork}};
}

}  // namespace baton::server
