// The event log of a store in memory. Not thread-safe.
#pragma once

#include "runtime/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::adapters {

class MemoryEventLog {
 public:
  runtime::Appended append(const runtime::EventRow& event);
  [[nodiscard]] runtime::EventRows read(const runtime::EventRowQuery& query) const;
  // As BlockingJournal::wanted_events().
  [[nodiscard]] std::vector<runtime::FoundEvents> find(std::span<const runtime::WantedEvents> all,
                                                       std::size_t limit) const;
  // What finds events, from a place on: by position.
  using Finder = std::pair<std::uint64_t, runtime::FoundBy>;
  [[nodiscard]] const std::set<Finder>& finders() const { return finders_; }
  // Who waits for an event at that position that is found so; at most as many as the trim's limit.
  using Waiting = std::function<std::vector<InstanceId>(std::uint64_t position, const runtime::FoundBy& by)>;
  runtime::Trimmed trim(const runtime::Trim& trim, const Waiting& waiting);
  [[nodiscard]] std::uint64_t last() const { return last_; }

 private:
  struct Key {
    Timestamp at;
    std::string key;
  };

  runtime::Trimmed drop(const runtime::Trim& trim, const Waiting& waiting);
  void drop_oldest();
  [[nodiscard]] std::vector<InstanceId> awaiting_oldest(const Waiting& waiting) const;
  [[nodiscard]] std::uint64_t late_through(const runtime::Trim& trim) const;
  [[nodiscard]] std::uint64_t first() const { return last_ - events_.size() + 1; }

  std::deque<runtime::EventRow> events_;  // by position
  std::set<Finder> finders_;
  std::set<std::pair<runtime::FoundBy, std::uint64_t>> found_;  // the same, by what finds them
  std::uint64_t last_ = 0;
  std::uint64_t bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t> positions_;  // by key
  std::deque<Key> keys_;                                      // of events that were dropped, oldest first
};

}  // namespace baton::adapters
