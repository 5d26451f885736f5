#include "engine/views.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <string>
#include <variant>

namespace baton::engine {

InstanceSummary summary_of(const runtime::InstanceRow& row) {
  return InstanceSummary{.id = row.id,
                         .definition = row.definition,
                         .digest = row.digest,
                         .status = row.status,
                         .revision = row.revision,
                         .started_at = row.started_at,
                         .ended_at = row.ended_at,
                         .parent = row.parent};
}

namespace {

// What `$context` holds; of a machine its state, in the present format if it is stored in an older one.
Value context_of(const core::Program& program, const core::Instance& instance) {
  return std::visit(overloaded{[](const core::WorkflowState& workflow) { return workflow.context; },
                               [&](const core::HostedState& hosted) {
                                 if (!program.hosted || program.hosted->machine == nullptr) return hosted.value;
                                 const auto present =
                                     program.hosted->machine->present({.json = hosted.value, .format = hosted.format});
                                 return present ? *present : hosted.value;
                               }},
                    instance.state);
}

}  // namespace

InstanceView view_of(const core::Program& program, const core::Instance& instance, const Missing& missing) {
  return InstanceView{.summary = summary_of(runtime::row_of(instance)),
                      .input = instance.input,
                      .context = context_of(program, instance),
                      .output = instance.output,
                      .error = instance.error,
                      .tasks = tasks_in_progress(program, instance, missing)};
}

bool fits(const core::Program& program, const core::HistoryRecord& record) {
  return std::ranges::all_of(record.changes, [&](const core::Change& change) {
    return program.hosted ? change.task == core::kRootTask
                          : static_cast<std::size_t>(change.task) < program.tasks.size();
  });
}

std::vector<HistoryEntry> entries_of(const core::Program& program, const InstanceId& id, const std::string& run_id,
                                     const runtime::StoredRecord& stored) {
  std::vector<HistoryEntry> entries;
  entries.reserve(stored.record.changes.size());
  for (const core::Change& change : stored.record.changes) {
    entries.push_back(HistoryEntry{.instance = id,
                                   .definition = program.name,
                                   .revision = stored.record.revision,
                                   .at = stored.record.event.at,
                                   .kind = std::string(core::change_name(change.kind)),
                                   .task = std::string(program.reference(change.task)),
                                   .task_name = program.hosted ? program.hosted->name : program.task(change.task).name,
                                   .attempt = change.attempt,
                                   .error = change.problem,
                                   .output = change.output,
                                   .engine_version = stored.engine_version,
                                   .position = static_cast<std::uint32_t>(entries.size()),
                                   .run_id = run_id,
                                   .caller = stored.record.event.caller});
  }
  return entries;
}

}  // namespace baton::engine
