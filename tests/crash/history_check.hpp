// What must be true for every history, however often its process was killed.
#pragma once

#include "adapters/sqlite/sqlite_store.hpp"

#include <baton/engine.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace baton::crash {

// The tasks of the entries of one kind, in their order.
inline std::vector<std::string> tasks_of(const std::vector<HistoryEntry>& history, const std::string& kind) {
  std::vector<std::string> tasks;
  for (const HistoryEntry& entry : history) {
    if (entry.kind == kind) tasks.push_back(entry.task);
  }
  return tasks;
}

// A record for each revision, from the first to the last.
inline void check_records(const std::string& path, const InstanceId& id) {
  auto store = adapters::open_sqlite_store(path, adapters::OpenMode::Read);
  ASSERT_TRUE(store) << store.error().message;
  const auto row = (*store)->find(id);
  const auto records = (*store)->history(id, Revision{}, 1'000'000);
  ASSERT_TRUE(row && *row && records);
  ASSERT_EQ(records->size(), (*row)->revision.value) << "the history has a gap";
  for (std::size_t i = 0; i < records->size(); ++i) EXPECT_EQ((*records)[i].revision.value, i + 1);
}

// Each task completed once (none is in a loop), one end that comes last, and what was undone was undone once and newest
// first.
inline void check_history(const std::vector<HistoryEntry>& history, Status status) {
  const std::vector<std::string> completed = tasks_of(history, "task.completed");
  std::map<std::string, int> times;
  for (const std::string& task : completed) EXPECT_EQ(++times[task], 1) << task;

  const std::string end = "workflow." + std::string(status_name(status));
  EXPECT_EQ(tasks_of(history, end).size(), 1u) << end;
  ASSERT_FALSE(history.empty());
  EXPECT_EQ(history.back().kind, end);

  std::vector<std::string> undone = tasks_of(history, "compensation.completed");
  EXPECT_EQ(tasks_of(history, "compensation.started"), undone);
  std::vector<std::string> done;
  std::ranges::copy_if(completed, std::back_inserter(done),
                       [&](const std::string& task) { return std::ranges::find(undone, task) != undone.end(); });
  std::ranges::reverse(undone);
  EXPECT_EQ(undone, done) << "undone in another order than newest first";
}

}  // namespace baton::crash
