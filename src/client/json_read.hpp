// The reverse of engine/json_views.hpp. What is missing, or of another type, becomes empty: a newer server may say more, an older one less.
#pragma once

#include <baton/bulk.hpp>
#include <baton/instance.hpp>
#include <baton/value.hpp>

#include <string_view>
#include <vector>

namespace baton::client {

[[nodiscard]] InstanceView instance_from(const Value& value);
[[nodiscard]] InstanceList instances_from(const Value& value);
[[nodiscard]] HistoryEntry entry_from(const Value& value);
[[nodiscard]] AuditEntry audit_from(const Value& value);
[[nodiscard]] DefinitionView definition_from(const Value& value);
[[nodiscard]] BulkReport report_from(const Value& value);
[[nodiscard]] std::vector<Value> items_of(const Value& object, std::string_view member);

}  // namespace baton::client
