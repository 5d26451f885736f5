#include "cli/progress.hpp"

#include "cli/console.hpp"
#include "cli/text.hpp"

#include <utility>

namespace baton::cli {
namespace {

constexpr std::size_t kMaxQueued = 10'000;

// The tasks in progress, as if they had just begun.
std::vector<HistoryEntry> begun(const InstanceView& instance) {
  std::vector<HistoryEntry> entries;
  for (const TaskInProgress& task : instance.tasks) {
    HistoryEntry entry;
    entry.instance = instance.summary.id;
    entry.definition = instance.summary.definition;
    entry.at = task.started_at;
    entry.kind = "task.started";
    entry.task = task.reference;
    entry.task_name = task.name;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

void Progress::record(const HistoryEntry& entry) {
  if (!view_) return;
  const std::lock_guard lock(mutex_);
  if (entries_.size() < kMaxQueued) {
    entries_.push_back(entry);
  } else {
    ++left_out_;
  }
}

void Progress::follow(const InstanceId& id, const std::optional<InstanceView>& earlier) {
  followed_ = id;
  if (!view_ || !earlier) return;
  for (const HistoryEntry& entry : begun(*earlier)) view_->add(entry);
}

void Progress::refresh() {
  if (!view_ || !followed_) return;
  std::vector<HistoryEntry> entries;
  std::size_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    entries.swap(entries_);
    left_out = std::exchange(left_out_, 0);
  }
  for (const HistoryEntry& entry : entries) {
    if (entry.instance == *followed_) view_->add(entry);
  }
  if (left_out > 0) view_->left_out(left_out);
  view_->refresh();
}

}  // namespace baton::cli
