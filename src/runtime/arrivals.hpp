// Events on their way from the event log to the instances that wait for them.
//
//   look ──▶ ReadAhead ──▶ core::Arrival ──▶ inbox ──▶ commit ──▶ the next one, or another look
//
// For each instance at most one event is on its way. Those after it wait in the log, of which some are read ahead and join it when it is
// handled. An event goes to its instance in the order of the log, whichever of its listeners it is for.
#pragma once

#include "core/listening.hpp"
#include "runtime/ports/journal.hpp"

#include <baton/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::runtime {

// What one look at the log has found for the listeners of an instance.
class ReadAhead {
 public:
  ReadAhead(std::vector<core::ReadyListener> listeners, std::span<FoundEvents> found);

  // Was it read for all these listeners?
  [[nodiscard]] bool serves(std::span<const core::ReadyListener> listeners) const;
  // The next event that one of them needs; nullopt: there is none left.
  [[nodiscard]] std::optional<core::Arrival> next(std::span<const core::ReadyListener> listeners);
  // The log held nothing else for them, and nothing has come since.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  void has_grown() { is_whole_ = false; }

 private:
  struct Found {
    ListenerId listener{};
    std::uint64_t position = 0;
    std::string body;
  };

  std::vector<core::ReadyListener> listeners_;
  std::deque<Found> found_;  // in the order of the log
  bool is_whole_ = true;
};

class Arrivals {
 public:
  // The log is to be looked at for these listeners of the instance.
  void want(const InstanceId& id, std::vector<core::ReadyListener> listeners);
  // It is going to be, or an event is on its way. Then this instance needs nothing else now.
  [[nodiscard]] bool is_busy_with(const InstanceId& id) const {
    return asked_.contains(id.value) || on_their_way_.contains(id.value);
  }
  // The log has grown: what a look under way shows may not be all.
  void log_has_grown_for(const InstanceId& id);

  // What to ask the journal for; one request at a time.
  [[nodiscard]] std::optional<WantedRequest> begin();
  [[nodiscard]] std::vector<std::pair<InstanceId, ReadAhead>> read(std::vector<FoundEvents> answer);
  void failed();

  void send(const InstanceId& id) { on_their_way_.insert(id.value); }
  // The event has been handled, or is not wanted any more.
  void settled(const InstanceId& id) { on_their_way_.erase(id.value); }

  [[nodiscard]] bool any_to_begin() const { return !wanted_.empty() && under_way_.empty(); }
  [[nodiscard]] std::size_t size() const { return asked_.size() + on_their_way_.size(); }

 private:
  struct Look {
    InstanceId instance;
    std::vector<core::ReadyListener> listeners;
  };

  std::deque<Look> wanted_;
  std::vector<Look> under_way_;
  std::unordered_set<std::string> asked_;         // those of both
  std::unordered_set<std::string> grown_;         // among those under way
  std::unordered_set<std::string> on_their_way_;  // to these instances
};

}  // namespace baton::runtime
