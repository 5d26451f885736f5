// Port: what users read of a store's event log. Events are appended by BlockingJournal::commit() alone.
//
// Called from any thread, as many as there are; a call never waits for a loop or a commit, and sees at least every commit
// that was reported before it began.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/rows.hpp>

namespace baton BATON_PUBLIC {
namespace store {

class EventLog {
 public:
  EventLog() = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  virtual ~EventLog() = default;

  // Events from `from` on, in order; none is left out that the log holds. It looks at no more than kMaxEventsScanned events, and stops
  // once the bodies make kMaxEventPageBytes; it returns one if there is one among those that it looks at.
  [[nodiscard]] virtual StoreResult<EventRows> events(const EventRowQuery& query) = 0;
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
