// What the definitions of a store may listen to. Each event that is appended to the log is held against it, and is kept with what finds it.
//
// All definitions must be known before the first event is appended: those that are stored, of which some may have instances that have not
// ended, and those that come later. The former are read when the first event is to be appended; the latter are taken from Programs, where
// each comes before its first instance starts. A filter that several definitions have is evaluated once.
#pragma once

#include "core/events/matching.hpp"
#include "runtime/ports/journal.hpp"
#include "runtime/programs.hpp"

#include <baton/value.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace baton::runtime {

class EventPatterns {
 public:
  explicit EventPatterns(Programs& programs) : programs_(programs) {}

  // Events may be appended. If not: the stored definitions are read from now on.
  [[nodiscard]] bool is_ready();
  // What to ask the journal for.
  [[nodiscard]] std::optional<DefinitionsRequest> begin();
  void read(const DefinitionsRequest& request, std::span<const DefinitionRow> page);
  void failed() { is_under_way_ = false; }
  // An answer of the journal's is all that is missing.
  [[nodiscard]] bool is_under_way() const { return is_under_way_; }

  // Sets what finds the events. Does any listener find one of them?
  bool note(std::span<EventRow> events);

 private:
  void take_new_programs();
  void add(const ProgramPtr& program);
  [[nodiscard]] std::vector<FoundBy> found_by(const EventRow& event) const;

  Programs& programs_;
  std::size_t taken_ = 0;                  // of the programs that listen
  std::vector<ProgramPtr> kept_;           // the patterns point to them
  std::unordered_set<std::string> known_;  // ids of patterns
  std::unordered_map<std::string, std::vector<core::EventPattern>> by_type_;
  std::vector<core::EventPattern> of_any_type_;
  bool is_wanted_ = false;
  bool is_under_way_ = false;
  bool is_ready_ = false;
  Digest after_;  // the cursor
};

}  // namespace baton::runtime
