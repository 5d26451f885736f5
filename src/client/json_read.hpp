// The reverse of engine/json_views.hpp. What is missing, or of another type, becomes empty: a newer server may say more, an older one less.
#pragma once

#include "client/event_reader.hpp"

#include <baton/bulk.hpp>
#include <baton/error.hpp>
#include <baton/events.hpp>
#include <baton/forking.hpp>
#include <baton/instance.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace baton::client {

[[nodiscard]] InstanceView instance_from(const Value& value);
[[nodiscard]] ForkPreview fork_preview_from(const Value& value);
[[nodiscard]] InstanceList instances_from(const Value& value);
[[nodiscard]] HistoryEntry entry_from(const Value& value);
[[nodiscard]] AuditEntry audit_from(const Value& value);
[[nodiscard]] DefinitionView definition_from(const Value& value);
[[nodiscard]] BulkReport report_from(const Value& value);
[[nodiscard]] std::vector<PublishedEvent> published_from(const Value& value);
// What is no event is an error: a position without its event would be lost silently.
[[nodiscard]] Result<EventPage> events_from(const Value& value);
// Of a stream of the event log. nullopt: nothing that a follower has to know.
[[nodiscard]] Result<std::optional<EventNews>> news_from(const ServerSentEvent& event);
[[nodiscard]] std::vector<Value> items_of(const Value& object, std::string_view member);

}  // namespace baton::client
