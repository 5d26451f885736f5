// What the loop counts as it works, besides what its parts count themselves.
#pragma once

#include "core/event.hpp"
#include "runtime/counter.hpp"

#include <array>
#include <variant>

namespace baton::runtime {

struct LoopMetrics {
  std::array<Counter, std::variant_size_v<core::EventBody>>
      transitions;  // durable, by the place of their event in EventBody
  PowersOfTwo<11> writes_per_commit;
  Counter failed_commits;
  Counter timers_fired;
  Counter loads;
  Counter events_appended;   // to the event log
  Counter events_duplicate;  // published ones that it had
  Counter events_dropped;    // from it
  Counter events_lost;       // times that an instance was too late for some of them
  // At the end of the last step:
  Counter instances_cached;
  Counter inbox;
  Counter quarantined;
};

}  // namespace baton::runtime
