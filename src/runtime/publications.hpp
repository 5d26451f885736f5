// Events on their way into the event log. A publication is kept in one commit, in the order in which it was put here. Where a commit
// fails, also with an unknown outcome, it is committed again: an event that the log has already is not appended a second time.
#pragma once

#include "runtime/item.hpp"
#include "runtime/ports/store.hpp"

#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <span>
#include <vector>

namespace baton::runtime {

// Where each event is in the log, in order.
using PublishResult = std::expected<std::vector<Appended>, Rejection>;
using PublishReply = std::function<void(PublishResult)>;

class Publications {
 public:
  // False: too much waits already, and it is not taken.
  [[nodiscard]] bool put(std::vector<EventRow> events, PublishReply reply);
  [[nodiscard]] bool empty() const { return waiting_.empty() && under_way_.empty(); }
  [[nodiscard]] bool any_waiting() const { return !waiting_.empty(); }
  [[nodiscard]] bool is_under_way() const { return !under_way_.empty(); }

  // The events of the next commit, as committed at that time. None may be under way.
  [[nodiscard]] std::vector<EventRow> begin(Timestamp now);
  // What the commit under way was for. Its replies, in order.
  struct Begun {
    std::size_t events = 0;
    PublishReply reply;
  };
  [[nodiscard]] std::vector<Begun> take_under_way() { return std::exchange(under_way_, {}); }
  // It was not committed, or nobody knows: before all that waits.
  void put_back(std::vector<Begun> begun, std::vector<EventRow> events);

 private:
  struct Publication {
    std::vector<EventRow> events;
    PublishReply reply;
  };

  std::deque<Publication> waiting_;
  std::size_t events_ = 0;  // that wait
  std::size_t bytes_ = 0;
  std::vector<Begun> under_way_;
};

// Each gets its part of the results.
void reply_to(std::vector<Publications::Begun> begun, std::span<const AppendResult> results);

}  // namespace baton::runtime
