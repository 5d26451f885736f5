// The event log of a store in memory. Not thread-safe.
#pragma once

#include "runtime/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

namespace baton::adapters {

class MemoryEventLog {
 public:
  runtime::Appended append(const runtime::EventRow& event);
  [[nodiscard]] runtime::EventRows read(const runtime::EventRowQuery& query) const;
  runtime::Trimmed trim(const runtime::Trim& trim);
  [[nodiscard]] std::uint64_t last() const { return last_; }

 private:
  struct Key {
    Timestamp at;
    std::string key;
  };

  [[nodiscard]] std::uint64_t first() const { return last_ - events_.size() + 1; }

  std::deque<runtime::EventRow> events_;  // by position
  std::uint64_t last_ = 0;
  std::uint64_t bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t> positions_;  // by key
  std::deque<Key> keys_;                                      // of events that were dropped, oldest first
};

}  // namespace baton::adapters
