// What the engine says about instances and definitions, as JSON: what `baton --json` prints and what the server answers.
// docs/reference/cli.md lists the members.
#pragma once

#include <baton/events.hpp>
#include <baton/forking.hpp>
#include <baton/instance.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace baton::engine {

// {"id","status","output","error"}: the state of a run.
[[nodiscard]] Value envelope(const InstanceView& instance);

[[nodiscard]] Value json_of(const InstanceSummary& instance);
[[nodiscard]] Value json_of(const TaskInProgress& task);
[[nodiscard]] Value json_of(const ForkPreview& preview);
[[nodiscard]] Value json_of(const InstanceView& instance);
[[nodiscard]] Value json_of(const HistoryEntry& entry);
[[nodiscard]] Value json_of(const InstanceList& list);
[[nodiscard]] Value json_of(const std::vector<HistoryEntry>& entries);
[[nodiscard]] Value json_of(const AuditEntry& entry);
// {"entries","next"}: `next` is the `before` of the next page, 0 if there is none.
[[nodiscard]] Value json_of(const std::vector<AuditEntry>& entries, std::uint64_t next);
[[nodiscard]] Value json_of(const DefinitionName& name);
[[nodiscard]] Value json_of(const DefinitionSummary& definition);
[[nodiscard]] Value json_of(const DefinitionView& definition);
[[nodiscard]] Value json_of(const LoggedEvent& event);
[[nodiscard]] Value json_of(const EventGap& gap);

// Any number, also one that is larger than every signed one: a seed.
[[nodiscard]] Value number(std::uint64_t number);
[[nodiscard]] Value strings(const std::vector<std::string>& texts);

}  // namespace baton::engine
