#include "client/client.hpp"

#include "client/json_read.hpp"

#include <utility>

namespace baton::client {
namespace {

constexpr const char* kJson = "application/json";

std::string path_of(const InstanceId& id) {
  return "/v1/instances/" + escaped(id.value);
}

std::string path_of(const DefinitionName& name) {
  std::string path = "/v1/workflows";
  for (const std::string& part : {name.space, name.name, name.version}) {
    if (!part.empty()) path += "/" + escaped(part);
  }
  return path;
}

std::string path_of(const EventQuery& query) {
  std::string path = "/v1/events?from=" + std::to_string(query.from);
  if (!query.filter.type.empty()) path += "&type=" + escaped(query.filter.type);
  if (!query.filter.source.empty()) path += "&source=" + escaped(query.filter.source);
  if (!query.filter.subject.empty()) path += "&subject=" + escaped(query.filter.subject);
  return path;
}

Result<void> done(Result<Value> answer) {
  if (!answer) return std::unexpected(std::move(answer).error());
  return {};
}

const char* word_of(BulkAction action) {
  switch (action) {
    case BulkAction::Cancel:
      return "cancel";
    case BulkAction::Suspend:
      return "suspend";
    case BulkAction::Resume:
      return "resume";
    case BulkAction::Retry:
      return "retry";
    case BulkAction::Remove:
      return "delete";
  }
  std::unreachable();
}

}  // namespace

Result<std::vector<DefinitionSummary>> Client::deploy_all(std::span<const std::string> documents, const Caller&) {
  std::vector<DefinitionSummary> all;
  for (const std::string& document : documents) {
    auto answer =
        transport_.ask({.method = "POST", .path = "/v1/workflows", .body = document, .type = "application/yaml"});
    if (!answer) return std::unexpected(std::move(answer).error());
    all.push_back(definition_from(*answer).summary);
  }
  return all;
}

Result<std::vector<DefinitionSummary>> Client::definitions() {
  auto answer = transport_.ask({.method = "GET", .path = "/v1/workflows"});
  if (!answer) return std::unexpected(std::move(answer).error());
  std::vector<DefinitionSummary> all;
  for (const Value& each : items_of(*answer, "workflows")) all.push_back(definition_from(each).summary);
  return all;
}

// The lists of the server have no documents: each is asked for.
Result<std::vector<DefinitionView>> Client::find_definitions(const DefinitionFilter& filter) {
  auto all = definitions();
  if (!all) return std::unexpected(std::move(all).error());
  std::vector<DefinitionView> found;
  for (const DefinitionSummary& each : *all) {
    const bool fits = (filter.space.empty() || filter.space == each.name.space) &&
                      (filter.name.empty() || filter.name == each.name.name);
    if (!fits) continue;
    auto answer = transport_.ask({.method = "GET", .path = path_of(each.name)});
    if (!answer) return std::unexpected(std::move(answer).error());
    found.push_back(definition_from(*answer));
  }
  return found;
}

Result<void> Client::undeploy(const DefinitionName& name, const Caller&) {
  return done(transport_.ask({.method = "DELETE", .path = path_of(name), .may_be_repeated = false}));
}

Result<InstanceId> Client::start(const StartOptions& options, const Caller&) {
  Value workflow{{"namespace", options.workflow.space}, {"name", options.workflow.name}};
  if (!options.workflow.version.empty()) workflow = std::move(workflow).with("version", options.workflow.version);
  const Value body{{"workflow", workflow}, {"id", options.id}, {"input", options.input}};
  auto answer = transport_.ask({.method = "POST", .path = "/v1/instances", .body = to_json(body), .type = kJson});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instance_from(*answer).summary.id;
}

namespace {

Value body_of(const ForkOptions& options) {
  Value body{{"revision", static_cast<std::int64_t>(options.revision.value)}, {"force", options.force}};
  if (!options.id.empty()) body = std::move(body).with("id", options.id);
  if (options.input) body = std::move(body).with("input", *options.input);
  if (options.context) body = std::move(body).with("context", *options.context);
  if (!options.workflow) return body;
  Value workflow{{"namespace", options.workflow->space}, {"name", options.workflow->name}};
  if (!options.workflow->version.empty()) workflow = std::move(workflow).with("version", options.workflow->version);
  return std::move(body).with("workflow", std::move(workflow));
}

}  // namespace

Result<InstanceId> Client::fork(const InstanceId& source, const ForkOptions& options, const Caller&) {
  auto answer = transport_.ask(
      {.method = "POST", .path = path_of(source) + "/fork", .body = to_json(body_of(options)), .type = kJson});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instance_from(*answer).summary.id;
}

Result<ForkPreview> Client::preview_fork(const InstanceId& source, const ForkOptions& options) {
  auto answer = transport_.ask({.method = "POST",
                                .path = path_of(source) + "/fork?dryRun=true",
                                .body = to_json(body_of(options)),
                                .type = kJson});
  if (!answer) return std::unexpected(std::move(answer).error());
  return fork_preview_from(*answer);
}

Result<InstanceView> Client::wait(const InstanceId& id, std::chrono::seconds limit) {
  auto answer = transport_.ask({.method = "GET", .path = path_of(id) + "?wait=" + std::to_string(limit.count())});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instance_from(*answer);
}

Result<InstanceView> Client::find(const InstanceId& id) {
  auto answer = transport_.ask({.method = "GET", .path = path_of(id)});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instance_from(*answer);
}

Result<InstanceView> Client::find(const InstanceId& id, Revision revision) {
  auto answer = transport_.ask({.method = "GET", .path = path_of(id) + "?revision=" + std::to_string(revision.value)});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instance_from(*answer);
}

Result<InstanceList> Client::list(const InstanceFilter& filter) {
  std::string query = "?limit=" + std::to_string(filter.limit);
  if (filter.status) query += "&status=" + escaped(status_name(*filter.status));
  if (!filter.space.empty()) query += "&namespace=" + escaped(filter.space);
  if (!filter.name.empty()) query += "&name=" + escaped(filter.name);
  if (!filter.cursor.empty()) query += "&cursor=" + escaped(filter.cursor);
  auto answer = transport_.ask({.method = "GET", .path = "/v1/instances" + query});
  if (!answer) return std::unexpected(std::move(answer).error());
  return instances_from(*answer);
}

Result<std::vector<HistoryEntry>> Client::history(const InstanceId& id) {
  std::vector<HistoryEntry> all;
  std::optional<std::int64_t> after = 0;
  while (after) {
    auto answer = transport_.ask({.method = "GET", .path = path_of(id) + "/history?after=" + std::to_string(*after)});
    if (!answer) return std::unexpected(std::move(answer).error());
    for (const Value& each : items_of(*answer, "entries")) {
      all.push_back(entry_from(each));
      all.back().instance = id;
    }
    const Value* const next = answer->find("next");
    after = next == nullptr ? std::nullopt : next->as_integer();
  }
  return all;
}

Result<std::vector<AuditEntry>> Client::audit(std::uint64_t before, std::size_t limit) {
  std::string query = "?limit=" + std::to_string(limit);
  if (before > 0) query += "&before=" + std::to_string(before);
  auto answer = transport_.ask({.method = "GET", .path = "/v1/audit" + query});
  if (!answer) return std::unexpected(std::move(answer).error());
  std::vector<AuditEntry> all;
  for (const Value& each : items_of(*answer, "entries")) all.push_back(audit_from(each));
  return all;
}

Result<void> Client::change(const InstanceId& id, const char* action, const Value& body) {
  return done(transport_.ask({.method = "POST",
                              .path = path_of(id) + "/" + action,
                              .body = body.is_null() ? "" : to_json(body),
                              .type = kJson,
                              .may_be_repeated = false}));
}

Result<void> Client::cancel(const InstanceId& id, Engine::CancelOptions options, const Caller&) {
  return change(id, "cancel", {{"compensate", options.compensate}});
}

Result<void> Client::suspend(const InstanceId& id, const Caller&) {
  return change(id, "suspend");
}

Result<void> Client::resume(const InstanceId& id, const Caller&) {
  return change(id, "resume");
}

Result<void> Client::retry(const InstanceId& id, const Caller&) {
  return change(id, "retry");
}

Result<void> Client::remove(const InstanceId& id, const Caller&) {
  return done(transport_.ask({.method = "DELETE", .path = path_of(id), .may_be_repeated = false}));
}

Result<std::vector<PublishedEvent>> Client::publish_all(const std::vector<CloudEvent>& events, const Caller&) {
  std::vector<Value> batch;
  for (const CloudEvent& each : events) batch.push_back(to_value(each));
  auto answer = transport_.ask({.method = "POST",
                                .path = "/v1/events",
                                .body = to_json(Value::array(std::move(batch))),
                                .type = "application/cloudevents-batch+json"});
  if (!answer) return std::unexpected(std::move(answer).error());
  return published_from(*answer);
}

Result<EventPage> Client::events(const EventQuery& query) {
  auto answer = transport_.ask({.method = "GET", .path = path_of(query) + "&limit=" + std::to_string(query.limit)});
  if (!answer) return std::unexpected(std::move(answer).error());
  return events_from(*answer);
}

Result<void> Client::follow_events(const EventQuery& query, const std::function<Result<bool>(const EventNews&)>& take,
                                   const std::function<bool()>& goes_on) {
  std::optional<Error> failure;
  const auto take_event = [&](const ServerSentEvent& event) {
    auto news = news_from(event);
    if (!news) failure = std::move(news).error();
    if (failure || !*news) return !failure.has_value();
    const auto more = take(**news);
    if (!more) failure = more.error();
    return more && *more;
  };
  auto followed = transport_.follow(path_of(query), {.take = take_event, .goes_on = goes_on});
  if (failure) return std::unexpected(*std::move(failure));
  return followed;
}

Result<BulkReport> Client::bulk(const BulkOptions& options, const Caller&) {
  Value filter = Value::object({});
  if (options.filter.status) filter = std::move(filter).with("status", status_name(*options.filter.status));
  if (!options.filter.space.empty()) filter = std::move(filter).with("namespace", options.filter.space);
  if (!options.filter.name.empty()) filter = std::move(filter).with("name", options.filter.name);
  Value body{{"filter", filter}, {"dryRun", options.dry_run}};
  if (options.action == BulkAction::Cancel) body = std::move(body).with("compensate", options.compensate);
  auto answer = transport_.ask({.method = "POST",
                                .path = std::string("/v1/instances:") + word_of(options.action),
                                .body = to_json(body),
                                .type = kJson,
                                .may_be_repeated = false});
  if (!answer) return std::unexpected(std::move(answer).error());
  return report_from(*answer);
}

Result<std::vector<Value>> Client::schedules() {
  auto answer = transport_.ask({.method = "GET", .path = "/v1/schedules"});
  if (!answer) return std::unexpected(std::move(answer).error());
  return items_of(*answer, "schedules");
}

Result<Value> Client::find_schedule(const std::string& id) {
  return transport_.ask({.method = "GET", .path = "/v1/schedules/" + escaped(id)});
}

// Making it again makes the same one.
Result<Value> Client::add_schedule(const Value& schedule) {
  return transport_.ask({.method = "POST", .path = "/v1/schedules", .body = to_json(schedule), .type = kJson});
}

Result<Value> Client::change_schedule(const std::string& id, const std::string& action, const Value& body) {
  return transport_.ask({.method = "POST",
                         .path = "/v1/schedules/" + escaped(id) + "/" + action,
                         .body = body.is_null() ? "" : to_json(body),
                         .type = kJson,
                         .may_be_repeated = action != "trigger" || body.find("id") != nullptr});
}

Result<void> Client::remove_schedule(const std::string& id) {
  return done(transport_.ask({.method = "DELETE", .path = "/v1/schedules/" + escaped(id), .may_be_repeated = false}));
}

Result<std::vector<Value>> Client::webhooks() {
  auto answer = transport_.ask({.method = "GET", .path = "/v1/webhooks"});
  if (!answer) return std::unexpected(std::move(answer).error());
  return items_of(*answer, "webhooks");
}

Result<Value> Client::find_webhook(const std::string& name) {
  return transport_.ask({.method = "GET", .path = "/v1/webhooks/" + escaped(name)});
}

Result<Value> Client::put_webhook(const Value& webhook) {
  return transport_.ask({.method = "POST", .path = "/v1/webhooks", .body = to_json(webhook), .type = kJson});
}

Result<Value> Client::change_webhook(const std::string& name, const std::string& action) {
  return transport_.ask(
      {.method = "POST", .path = "/v1/webhooks/" + escaped(name) + "/" + action, .may_be_repeated = action != "test"});
}

Result<void> Client::remove_webhook(const std::string& name) {
  return done(transport_.ask({.method = "DELETE", .path = "/v1/webhooks/" + escaped(name), .may_be_repeated = false}));
}

Result<std::vector<Value>> Client::dead_letters(const std::string& name) {
  std::vector<Value> all;
  std::string cursor;
  do {
    const std::string query = cursor.empty() ? "" : "&cursor=" + escaped(cursor);
    auto answer =
        transport_.ask({.method = "GET", .path = "/v1/webhooks/" + escaped(name) + "/dead-letters?limit=1000" + query});
    if (!answer) return std::unexpected(std::move(answer).error());
    for (Value& each : items_of(*answer, "deadLetters")) all.push_back(std::move(each));
    cursor = answer->get<std::string>("cursor").value_or("");
  } while (!cursor.empty());
  return all;
}

Result<Value> Client::redeliver(const std::string& name, const std::string& letter) {
  const std::string of = letter.empty() ? "" : "/dead-letters/" + escaped(letter);
  return transport_.ask(
      {.method = "POST", .path = "/v1/webhooks/" + escaped(name) + of + "/redeliver", .may_be_repeated = false});
}

Result<void> Client::discard(const std::string& name, const std::string& letter) {
  return done(transport_.ask({.method = "DELETE",
                              .path = "/v1/webhooks/" + escaped(name) + "/dead-letters/" + escaped(letter),
                              .may_be_repeated = false}));
}

}  // namespace baton::client
