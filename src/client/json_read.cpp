#include "client/json_read.hpp"

#include <baton/detail/time_text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace baton::client {
namespace {

Value in(const Value& object, std::string_view name) {
  const Value* const found = object.find(name);
  return found == nullptr ? Value() : *found;
}

std::string text_of(const Value& object, std::string_view name) {
  const Value found = in(object, name);
  return found.is_string() ? std::string(found.as_string()) : std::string();
}

std::uint64_t count_of(const Value& object, std::string_view name) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(in(object, name).as_integer().value_or(0), 0));
}

std::optional<Timestamp> time_of(const Value& object, std::string_view name) {
  const auto milliseconds = detail::read_instant(text_of(object, name), {.numerator = 1, .denominator = 1'000});
  return milliseconds ? std::optional(Timestamp{} + Duration{*milliseconds}) : std::nullopt;
}

std::vector<std::string> texts_of(const Value& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const Value& each : items_of(object, name)) {
    if (each.is_string()) texts.emplace_back(each.as_string());
  }
  return texts;
}

DefinitionName name_from(const Value& value) {
  return {.space = text_of(value, "namespace"), .name = text_of(value, "name"), .version = text_of(value, "version")};
}

InstanceSummary summary_from(const Value& value) {
  InstanceSummary summary{.id = {text_of(value, "id")},
                          .definition = name_from(in(value, "workflow")),
                          .digest = {text_of(value, "digest")},
                          .status = status_from_name(text_of(value, "status")).value_or(Status::Pending),
                          .revision = {count_of(value, "revision")},
                          .started_at = time_of(value, "startedAt").value_or(Timestamp{}),
                          .ended_at = time_of(value, "endedAt"),
                          .parent = {},
                          .reason = text_of(value, "reason")};
  if (in(value, "parent").is_string()) summary.parent = InstanceId{text_of(value, "parent")};
  return summary;
}

TaskInProgress task_from(const Value& value) {
  return {.reference = text_of(value, "reference"),
          .name = text_of(value, "name"),
          .started_at = time_of(value, "startedAt").value_or(Timestamp{}),
          .doing = text_of(value, "doing")};
}

std::optional<EventGap> gap_from(const Value& value) {
  if (!value.is_object()) return std::nullopt;
  return EventGap{.first = count_of(value, "first"), .last = count_of(value, "last")};
}

Result<LoggedEvent> logged_from(const Value& value) {
  auto event = cloud_event_from(in(value, "event"));
  if (!event) {
    return std::unexpected(Error{.kind = Error::Kind::StoreFailed,
                                 .message = "the server's answer is no event: " + event.error().message});
  }
  return LoggedEvent{.position = count_of(value, "position"),
                     .appended_at = time_of(value, "appendedAt").value_or(Timestamp{}),
                     .event = *std::move(event)};
}

}  // namespace

std::vector<Value> items_of(const Value& object, std::string_view member) {
  const Value found = in(object, member);
  if (!found.is_array()) return {};
  return {found.items().begin(), found.items().end()};
}

InstanceView instance_from(const Value& value) {
  InstanceView view{.summary = summary_from(value),
                    .input = in(value, "input"),
                    .context = in(value, "context"),
                    .output = in(value, "output"),
                    .error = problem_from_value(in(value, "error")),
                    .tasks = {}};
  for (const Value& each : items_of(value, "tasks")) view.tasks.push_back(task_from(each));
  return view;
}

ForkPreview fork_preview_from(const Value& value) {
  ForkPreview preview{.source = {text_of(value, "source")},
                      .revision = {count_of(value, "revision")},
                      .definition = name_from(in(value, "workflow")),
                      .effects = {}};
  constexpr std::array<std::pair<std::string_view, ForkEffect::Kind>, 4> kinds{{{"call", ForkEffect::Kind::Call},
                                                                                {"child", ForkEffect::Kind::Child},
                                                                                {"timer", ForkEffect::Kind::Timer},
                                                                                {"undo", ForkEffect::Kind::Undo}}};
  for (const Value& each : items_of(value, "effects")) {
    const std::string name = text_of(each, "kind");
    const auto* const kind = std::ranges::find(kinds, name, &std::pair<std::string_view, ForkEffect::Kind>::first);
    preview.effects.push_back({.kind = kind == kinds.end() ? ForkEffect::Kind::Call : kind->second,
                               .task = text_of(each, "task"),
                               .task_name = text_of(each, "name"),
                               .text = text_of(each, "text")});
  }
  return preview;
}

InstanceList instances_from(const Value& value) {
  InstanceList list;
  for (const Value& each : items_of(value, "instances")) {
    if (text_of(each, "status") == "quarantined") {
      list.quarantined.push_back({.id = {text_of(each, "id")}, .reason = text_of(each, "reason")});
    } else {
      list.instances.push_back(summary_from(each));
    }
  }
  list.cursor = text_of(value, "cursor");
  return list;
}

HistoryEntry entry_from(const Value& value) {
  return {.instance = {},
          .definition = {},
          .revision = {count_of(value, "revision")},
          .at = time_of(value, "time").value_or(Timestamp{}),
          .kind = text_of(value, "kind"),
          .task = text_of(value, "task"),
          .task_name = text_of(value, "name"),
          .attempt = static_cast<std::uint32_t>(count_of(value, "attempt")),
          .error = problem_from_value(in(value, "error")),
          .output = in(value, "output"),
          .engine_version = text_of(value, "engineVersion"),
          .caller = text_of(value, "caller")};
}

AuditEntry audit_from(const Value& value) {
  return {.number = count_of(value, "number"),
          .at = time_of(value, "time").value_or(Timestamp{}),
          .caller = text_of(value, "caller"),
          .action = text_of(value, "action"),
          .subject = text_of(value, "subject")};
}

DefinitionView definition_from(const Value& value) {
  return {.summary = {.name = name_from(in(value, "workflow")),
                      .digest = {text_of(value, "digest")},
                      .operator_calls = texts_of(value, "operatorCalls"),
                      .notes = texts_of(value, "notes"),
                      .stored_at = time_of(value, "storedAt").value_or(Timestamp{})},
          .document = in(value, "document"),
          .is_deployed = true};
}

BulkReport report_from(const Value& value) {
  BulkReport report{.matched = count_of(value, "matched"),
                    .done = count_of(value, "done"),
                    .refused = count_of(value, "refused"),
                    .failed = count_of(value, "failed"),
                    .problems = {},
                    .is_complete = in(value, "complete") == Value(true)};
  for (const Value& each : items_of(value, "problems")) {
    report.problems.push_back(
        {.id = {text_of(each, "id")}, .error = {.kind = Error::Kind::Conflict, .message = text_of(each, "error")}});
  }
  return report;
}

std::vector<PublishedEvent> published_from(const Value& value) {
  std::vector<PublishedEvent> all;
  for (const Value& each : items_of(value, "events")) {
    all.push_back({.position = count_of(each, "position"),
                   .is_new = in(each, "duplicate") != Value(true),
                   .id = text_of(each, "id")});
  }
  return all;
}

Result<EventPage> events_from(const Value& value) {
  EventPage page{.events = {},
                 .gap = gap_from(in(value, "gap")),
                 .next = std::max<std::uint64_t>(count_of(value, "next"), 1),
                 .last = count_of(value, "last")};
  for (const Value& each : items_of(value, "events")) {
    auto logged = logged_from(each);
    if (!logged) return std::unexpected(std::move(logged).error());
    page.events.push_back(*std::move(logged));
  }
  return page;
}

Result<std::optional<EventNews>> news_from(const ServerSentEvent& event) {
  const auto data = parse_json(event.data).value_or(Value());
  if (event.name == "error") {
    return std::unexpected(Error{.kind = Error::Kind::Unavailable, .message = text_of(data, "detail")});
  }
  if (event.name == "reset") {
    const auto gap = gap_from(in(data, "gap"));
    return gap ? std::optional<EventNews>(*gap) : std::nullopt;
  }
  if (!event.name.empty()) return std::nullopt;
  auto logged = logged_from(data);
  if (!logged) return std::unexpected(std::move(logged).error());
  return std::optional<EventNews>(*std::move(logged));
}

}  // namespace baton::client
