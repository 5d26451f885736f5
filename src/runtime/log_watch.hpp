// The event log as the loop sees it: its last position, and up to where it has looked for listeners that wait for its events.
//
// A listener that opens later reads for itself what is in the log (Arrivals). So it is enough to look once at each event, after its commit;
// and after a restart at all that the log holds, because nothing says what of it has been consumed.
#pragma once

#include "runtime/ports/journal.hpp"

#include <baton/ids.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace baton::runtime {

class LogWatch {
 public:
  // The position of the last event, as far as is known; before knows_end() nothing may be decided that depends on it.
  [[nodiscard]] std::uint64_t last() const { return last_; }
  [[nodiscard]] bool knows_end() const { return knows_end_; }
  [[nodiscard]] bool asks_for_end() const { return asks_for_end_; }
  [[nodiscard]] LogEndRequest begin_end(const Shard& log);
  void read_end(std::uint64_t last);
  void end_failed() { asks_for_end_ = false; }

  // A commit has appended events. Found: listeners may find one of them.
  void appended(std::uint64_t last, bool found);
  // One of these is in the log already: a commit of unknown outcome may have appended it, or a process that ended soon after.
  void found_again(std::uint64_t position);
  // A commit may have.
  void in_doubt();
  // All that is in the log is to be looked at.
  void look_at_all();

  // Is there something to look at?
  [[nodiscard]] bool is_behind() const { return is_behind_; }
  [[nodiscard]] bool is_looking() const { return is_looking_; }
  // Have all listeners been found that wait for the event at this position, or for one before it?
  [[nodiscard]] bool has_looked_through(std::uint64_t position) const {
    return !is_behind_ || (next_ && next_->position > position);
  }
  [[nodiscard]] bool wants_look() const { return is_behind_ && knows_end_ && !is_looking_; }
  [[nodiscard]] ListenersRequest begin(const Shard& shard);
  [[nodiscard]] std::vector<InstanceId> read(const ListenersRequest& request, ListenerPage page);
  void failed() { is_looking_ = false; }

 private:
  std::uint64_t last_ = 0;
  bool knows_end_ = false;
  bool asks_for_end_ = false;
  std::optional<ListenerPlace> next_;  // where to look next; none: behind the end, once that is known
  bool is_behind_ = false;
  bool is_looking_ = false;
  bool looks_again_ = false;  // something has come since the look began
};

}  // namespace baton::runtime
