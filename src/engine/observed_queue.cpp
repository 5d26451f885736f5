#include "engine/observed_queue.hpp"

#include "engine/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

void Missed::add(const HistoryEntry& entry) {
  extend(entry.at, entry.at);
  ++gap_.entries;
  name({.instance = entry.instance, .from = entry.revision});
}

void Missed::add(const Missed& later) {
  if (later.empty()) return;
  extend(later.gap_.since, later.gap_.until);
  gap_.entries += later.gap_.entries;
  for (const Gap::Missed& missed : later.gap_.instances) name(missed);
  gap_.names_all = gap_.names_all && later.gap_.names_all;
}

// Of an instance that is named already the mark has an earlier revision.
void Missed::name(const Gap::Missed& missed) {
  if (named_.contains(missed.instance.value)) return;
  if (gap_.instances.size() == kMaxGapInstances) {
    gap_.names_all = false;
    return;
  }
  named_.insert(missed.instance.value);
  gap_.instances.push_back(missed);
}

void Missed::extend(Timestamp since, Timestamp until) {
  gap_.since = empty() ? since : std::min(gap_.since, since);
  gap_.until = empty() ? until : std::max(gap_.until, until);
}

Gap Missed::take() {
  named_.clear();
  return std::exchange(gap_, Gap());
}

bool ObservedQueue::put(const HistoryEntry& entry) {
  const std::lock_guard lock(mutex_);
  const bool has_gap = !missed_.empty();
  if (!has_gap && entries_.size() < most_) {
    entries_.push_back(entry);
    return true;
  }
  missed_.add(entry);
  return has_gap;
}

std::optional<Observed> ObservedQueue::take() {
  const std::lock_guard lock(mutex_);
  if (!entries_.empty()) {
    std::optional<Observed> entry(std::in_place, std::move(entries_.front()));
    entries_.pop_front();
    return entry;
  }
  if (missed_.empty()) return std::nullopt;
  return missed_.take();
}

std::optional<Gap> ObservedQueue::take_rest() {
  const std::lock_guard lock(mutex_);
  Missed all;
  for (const HistoryEntry& entry : entries_) all.add(entry);
  all.add(missed_);
  entries_.clear();
  static_cast<void>(missed_.take());
  if (all.empty()) return std::nullopt;
  return all.take();
}

}  // namespace baton::engine
