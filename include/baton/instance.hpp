// What users see of instances, their history and definitions.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/ids.hpp>
#include <baton/problem.hpp>
#include <baton/status.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

// One line of a listing.
struct InstanceSummary {
  InstanceId id;
  DefinitionName definition;
  Digest digest;
  Status status = Status::Pending;
  Revision revision;
  Timestamp started_at;
  std::optional<Timestamp> ended_at;
  std::optional<InstanceId> parent;
  std::string reason = {};  // of a listed one: why it was suspended, where nobody asked for that; else empty
};

// A task in progress.
struct TaskInProgress {
  std::string reference;  // JSON Pointer into the document
  std::string name;
  Timestamp started_at;
  std::string doing;  // "calling payment.charge (attempt 2)", "waiting until 2026-01-31T23:59:59.123Z", …
};

struct InstanceView {
  InstanceSummary summary;
  Value input;
  Value context;
  Value output;                  // when completed
  std::optional<Problem> error;  // when faulted, or suspended where nobody asked for that
  std::vector<TaskInProgress> tasks;
};

// One change of a transition, as `baton history` shows it. Kinds: docs/reference/history.md.
struct HistoryEntry {
  InstanceId instance;
  DefinitionName definition;
  Revision revision;
  Timestamp at;
  std::string kind;  // "task.started", "compensation.completed", "workflow.faulted", …
  std::string task;  // its reference; "/" for the workflow
  std::string task_name;
  std::uint32_t attempt = 1;
  std::optional<Problem> error;
  Value output;  // of `….completed` changes; for a machine the event, the state or the intent
  std::string engine_version;
  std::uint32_t position = 0;  // among the changes of its transition
  std::string run_id = {};     // of the instance's run; a new run under the same id has another one
  std::string caller = {};     // who asked for the transition; empty: no name was given, or no request caused it
};

// A part of a history.
struct HistoryRange {
  Revision after = {};          // entries of later transitions
  std::size_t transitions = 0;  // of at most so many that have entries, the oldest first; 0: all
};

struct InstanceFilter {
  std::optional<Status> status = {};
  std::string space = {};  // empty: any namespace
  std::string name = {};   // empty: any workflow
  std::size_t limit = 100;
  std::string cursor = {};
};
// An instance of which not even the summary can be read. It is quarantined: it stays in the store as it is.
struct QuarantinedInstance {
  InstanceId id;
  std::string reason;
};
struct InstanceList {
  std::vector<InstanceSummary> instances;        // newest first
  std::vector<QuarantinedInstance> quarantined;  // of this page
  std::string cursor;                            // empty: there are no more
};
template <>
inline constexpr bool detail::is_page<InstanceList> = true;

// A request that is in no instance's history: deploying, undeploying, removing, and requests for many instances at once. It is
// recorded before it is carried out, so that nothing is done without a record; it may still have been refused.
struct AuditEntry {
  std::uint64_t number = 0;  // greater than that of every entry before
  Timestamp at;
  std::string caller;   // empty: no name was given
  std::string action;   // "deploy", "remove", "bulk cancel", …
  std::string subject;  // "namespace/name/version", an instance's id, …
};

struct DefinitionSummary {
  DefinitionName name;
  Digest digest;
  std::vector<std::string> operator_calls;  // "payment.charge": what must be registered to run it
  std::vector<std::string> notes;           // of the compiler: "line:column: note: …"
  // When the store first got this content: with its first deployment, or with a run of it before.
  Timestamp stored_at = {};
};

struct DefinitionView {
  DefinitionSummary summary;
  Value document;            // as it is stored: the digest is that of its canonical JSON
  bool is_deployed = false;  // false: it was undeployed, or never deployed, and is kept for its instances
};

struct DefinitionFilter {
  std::string space = {};  // empty: any namespace
  std::string name = {};   // empty: any workflow
};

}  // namespace baton BATON_PUBLIC
