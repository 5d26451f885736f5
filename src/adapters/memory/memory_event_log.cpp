#include "adapters/memory/memory_event_log.hpp"

#include <algorithm>
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

runtime::Trimmed MemoryEventLog::trim(const runtime::Trim& trim) {
  const runtime::LogRetention& keep = trim.keep;
  std::uint64_t dropped = 0;
  const auto is_beyond = [&] {
    return events_.front().at < trim.now - keep.age || events_.size() > keep.events || bytes_ > keep.bytes;
  };
  for (; dropped < trim.limit && !events_.empty() && is_beyond(); ++dropped) {
    EventRow& oldest = events_.front();
    bytes_ -= oldest.body.size();
    keys_.push_back({.at = oldest.at, .key = std::move(oldest.key)});
    while (!finders_.empty() && finders_.begin()->first <= oldest.position) {
      found_.erase({finders_.begin()->second, finders_.begin()->first});
      finders_.erase(finders_.begin());
    }
    events_.pop_front();
  }
  std::uint64_t forgotten = 0;
  const auto is_over = [&] { return keys_.front().at < trim.now - keep.key_age || positions_.size() > keep.keys; };
  for (; forgotten < trim.limit && !keys_.empty() && is_over(); ++forgotten) {
    positions_.erase(keys_.front().key);
    keys_.pop_front();
  }
  return {.dropped = dropped, .first = first(), .is_done = dropped < trim.limit && forgotten < trim.limit};
}

}  // namespace baton::adapters
