#include "adapters/memory/memory_event_log.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::adapters {

using runtime::Appended;
using runtime::EventRow;
using runtime::EventRows;

Appended MemoryEventLog::append(const EventRow& event) {
  const auto [known, is_new] = positions_.try_emplace(event.key, last_ + 1);
  if (!is_new) return {.position = known->second, .is_new = false};
  events_.push_back(event);
  events_.back().position = ++last_;
  for (runtime::FoundBy& by : std::exchange(events_.back().found_by, {})) {
    finders_.emplace(last_, by);
    found_.emplace(std::move(by), last_);
  }
  bytes_ += event.body.size();
  return {.position = last_, .is_new = true};
}

EventRows MemoryEventLog::read(const runtime::EventRowQuery& query) const {
  EventRows page{.first = first(), .last = last_, .next = std::max(query.from, first())};
  std::size_t bytes = 0;
  for (std::size_t scanned = 0; page.next <= last_ && page.rows.size() < query.limit; ++scanned) {
    if (scanned == runtime::kMaxEventsScanned || bytes >= runtime::kMaxEventPageBytes) break;
    const EventRow& event = events_[page.next++ - page.first];
    if (!query.type.empty() && event.type != query.type) continue;
    bytes += event.body.size();
    page.rows.push_back(event);
  }
  return page;
}

std::vector<runtime::FoundEvents> MemoryEventLog::find(std::span<const runtime::WantedEvents> all,
                                                       std::size_t limit) const {
  std::vector<runtime::FoundEvents> found;
  std::size_t bytes = 0;
  for (const runtime::WantedEvents& wanted : all) {
    runtime::FoundEvents& events = found.emplace_back();
    auto at = found_.upper_bound({wanted.by, wanted.after});
    for (; !events.has_more && at != found_.end() && at->first == wanted.by; ++at) {
      events.rows.push_back(events_[at->second - first()]);
      bytes += events.rows.back().body.size();
      events.has_more = events.rows.size() >= limit || bytes >= runtime::kMaxEventPageBytes;
    }
  }
  return found;
}

runtime::Trimmed MemoryEventLog::drop(const runtime::Trim& trim, const Waiting& waiting) {
  runtime::Trimmed trimmed;
  const auto age = [&] { return trim.now - events_.front().at; };
  while (trimmed.dropped < trim.limit && !events_.empty() && trim.keep.is_beyond(age(), events_.size(), bytes_)) {
    trimmed.late = awaiting_oldest(waiting);
    if (!trimmed.late.empty()) break;
    drop_oldest();
    ++trimmed.dropped;
  }
  trimmed.first = first();
  trimmed.is_done = trimmed.dropped < trim.limit;
  if (trimmed.late.empty()) return trimmed;
  if (trim.keep.is_beyond_held(age(), events_.size(), bytes_)) {
    trimmed.late_through = late_through(trim);
  } else {
    trimmed.late.clear();
  }
  return trimmed;
}

void MemoryEventLog::drop_oldest() {
  EventRow& oldest = events_.front();
  bytes_ -= oldest.body.size();
  keys_.push_back({.at = oldest.at, .key = std::move(oldest.key)});
  while (!finders_.empty() && finders_.begin()->first <= oldest.position) {
    found_.erase({finders_.begin()->second, finders_.begin()->first});
    finders_.erase(finders_.begin());
  }
  events_.pop_front();
}

std::vector<InstanceId> MemoryEventLog::awaiting_oldest(const Waiting& waiting) const {
  std::vector<InstanceId> all;
  for (auto each = finders_.begin(); each != finders_.end() && each->first == first(); ++each) {
    std::ranges::move(waiting(each->first, each->second), std::back_inserter(all));
  }
  return all;
}

std::uint64_t MemoryEventLog::late_through(const runtime::Trim& trim) const {
  std::uint64_t kept = events_.size();
  std::uint64_t bytes = bytes_;
  std::uint64_t through = first() - 1;
  for (const EventRow& event : events_) {
    if (!trim.keep.is_beyond(trim.now - event.at, kept, bytes)) break;
    through = event.position;
    --kept;
    bytes -= event.body.size();
  }
  return through;
}

runtime::Trimmed MemoryEventLog::trim(const runtime::Trim& trim, const Waiting& waiting) {
  runtime::Trimmed trimmed = drop(trim, waiting);
  std::uint64_t forgotten = 0;
  const auto is_over = [&] {
    return keys_.front().at < trim.now - trim.keep.key_age || positions_.size() > trim.keep.keys;
  };
  for (; forgotten < trim.limit && !keys_.empty() && is_over(); ++forgotten) {
    positions_.erase(keys_.front().key);
    keys_.pop_front();
  }
  if (forgotten == trim.limit) trimmed.is_done = false;
  return trimmed;
}

}  // namespace baton::adapters
