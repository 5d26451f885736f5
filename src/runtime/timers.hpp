// The due timers of the store, read with a cursor, each once: a timer that cannot act keeps none behind it from acting.
//
//   timers.note(due);                                   // a commit has set one
//   if (auto request = timers.begin(shard, now)) journal.begin(*request);
//   for (const DueTimer& timer : timers.read(page)) …   // fires, until settled()
#pragma once

#include "core/intent.hpp"
#include "runtime/ports/journal.hpp"

#include <baton/ids.hpp>
#include <baton/time.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

class Timers {
 public:
  // All timers of the store are to be read, from the first.
  void read_all();
  // One that is stored now is to be read when it is due, though it may lie before the cursor.
  void note(Timestamp due);

  // What to ask the journal for; nullopt: nothing is due, or the answer is under way, or enough timers are on their way.
  [[nodiscard]] std::optional<TimersRequest> begin(const Shard& shard, Timestamp now);
  // The answer. Those that are not on their way already.
  [[nodiscard]] std::vector<DueTimer> read(const TimersRequest& request, TimerPage page);
  void failed() { is_under_way_ = false; }  // to be asked for again

  void fire(const DueTimer& timer) { fired_.emplace(timer.instance.value, timer.timer); }
  // The event of a timer on its way has been handled, or all of an instance's are dropped.
  void settled(const InstanceId& instance, TimerId timer) { fired_.erase({instance.value, timer}); }
  void drop(const InstanceId& instance);

  // When begin() has something to ask; nullopt: not before something else happens.
  [[nodiscard]] std::optional<Timestamp> next() const;
  // A timer is going to fire, or an answer is under way.
  [[nodiscard]] bool any_to_come() const { return next_.has_value() || is_under_way_; }

 private:
  DueTimer last_ = before_timers_due_at(Timestamp::max());  // the last one read
  std::optional<Timestamp> next_;                           // when the next one is to be read
  bool is_under_way_ = false;                               // an answer of the journal's
  std::optional<Timestamp> noted_;                          // the earliest one meanwhile
  std::set<std::pair<std::string, TimerId>> fired_;         // on their way to their instances
};

}  // namespace baton::runtime
