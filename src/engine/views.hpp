// The views of instances for users, made from the runtime's data. PURE.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"
#include "runtime/codec/codec.hpp"

#include <baton/instance.hpp>

#include <map>
#include <string>
#include <vector>

namespace baton::engine {

[[nodiscard]] InstanceSummary summary_of(const runtime::InstanceRow& row);
// What an instance waits for, because it is not there.
struct Missing {
  std::vector<std::string> operators = {};         // methods that it calls and that are not registered
  std::map<IntentKey, std::string> programs = {};  // of its children that cannot be started, and why, by their request
};
[[nodiscard]] InstanceView view_of(const core::Program& program, const core::Instance& instance,
                                   const Missing& missing = {});

// One entry for each change. The record's tasks must be the program's, see fits().
[[nodiscard]] std::vector<HistoryEntry> entries_of(const core::Program& program, const InstanceId& id,
                                                   const std::string& run_id, const runtime::StoredRecord& stored);
[[nodiscard]] bool fits(const core::Program& program, const core::HistoryRecord& record);

// The tasks in progress, the outer before the inner, and what each is doing.
[[nodiscard]] std::vector<TaskInProgress> tasks_in_progress(const core::Program& program,
                                                            const core::Instance& instance, const Missing& missing);

}  // namespace baton::engine
