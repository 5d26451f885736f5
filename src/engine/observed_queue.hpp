// The queue of one observer. It holds so many entries; what comes while it is full is dropped and noted in one gap mark, which
// comes after the entries that are there. The queue takes entries again once the mark has been taken.
//
//   entry entry entry              there is room
//   entry entry entry gap          full: all that comes is added to the mark, until the observer has taken it
//
// Thread-safe. Nobody waits for the other side.
#pragma once

#include <baton/observer.hpp>

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>

namespace baton::engine {

// A gap mark as it grows.
class Missed {
 public:
  void add(const HistoryEntry& entry);
  void add(const Missed& later);
  [[nodiscard]] bool empty() const { return gap_.entries == 0; }
  // Leaves none.
  [[nodiscard]] Gap take();

 private:
  void extend(Timestamp since, Timestamp until);
  void name(const Gap::Missed& missed);

  Gap gap_;
  std::unordered_set<std::string> named_;
};

class ObservedQueue {
 public:
  explicit ObservedQueue(std::size_t most) : most_(most) {}

  // False: it has begun a gap.
  bool put(const HistoryEntry& entry);
  // The next in order; nullopt: there is none.
  [[nodiscard]] std::optional<Observed> take();
  // All that is there, as one gap mark; nullopt: nothing is.
  [[nodiscard]] std::optional<Gap> take_rest();

 private:
  std::size_t most_;
  std::mutex mutex_;
  std::deque<HistoryEntry> entries_;
  Missed missed_;  // after them
};

}  // namespace baton::engine
