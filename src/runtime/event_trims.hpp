// When the event log is trimmed: with the first event that this process appends, and again after so many events, or so much time, as long
// as it appends. An engine that appends nothing drops nothing, and does not wake up for it.
//
// Events for which a listener waits are kept beyond the limits, but not for ever. Instances that are too late for them lose them first, each in
// a transition of its own, and the next trim drops them: so nothing is gone before the instance's history says so.
#pragma once

#include "runtime/ports/journal.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace baton::runtime {

class EventTrims {
 public:
  explicit EventTrims(const LogRetention& keep) : keep_(keep) {}

  void appended(std::uint64_t events) { appended_ += events; }
  // Trims that are due; one at a time. For quarantined instances, by their ids, nothing is kept: they cannot say what they lose.
  [[nodiscard]] std::optional<TrimRequest> begin(const Shard& log, Timestamp now,
                                                 const std::map<std::string, std::string>& quarantined);
  void finished(const Trimmed& trimmed);
  void failed();

 private:
  [[nodiscard]] bool is_due(Timestamp now) const;

  LogRetention keep_;
  std::uint64_t appended_ = 0;  // since the last trim
  std::optional<Timestamp> last_;
  bool has_more_ = false;
  bool is_under_way_ = false;
};

}  // namespace baton::runtime
