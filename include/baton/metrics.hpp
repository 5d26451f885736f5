// What an engine has counted since it was opened, and how things stand: Engine::metrics(). docs/reference/metrics.md explains each.
//
//   for (const baton::Metric& metric : baton::named(engine.metrics())) {       // for a system that collects metrics
//     for (const auto& sample : metric.samples) send(metric.name, sample.labels, sample.value);
//   }
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton BATON_PUBLIC {

// How many values there were of which size.
struct Distribution {
  std::vector<double> bounds;  // ascending
  // Of values up to each bound that are above the one before it; then of those above all.
  std::vector<std::uint64_t> counts;
  double sum = 0;  // of the values

  [[nodiscard]] std::uint64_t count() const;

  friend bool operator==(const Distribution&, const Distribution&) = default;
};

// The calls of one kind. An attempt that is made again, also after a crash, is a call of its own.
struct CallMetrics {
  std::uint64_t begun = 0;
  std::uint64_t answered = 0;
  std::uint64_t unknown = 0;    // whose outcome nobody knows: answered so, or interrupted by the end of a process
  std::uint64_t in_flight = 0;  // now, and awaited; also those whose operator is missing
  std::uint64_t waiting = 0;    // now, for their turn

  friend bool operator==(const CallMetrics&, const CallMetrics&) = default;
};

// Counters grow while the engine is open; those that say "now" go up and down. Each is exact; together they are not of one moment.
struct EngineMetrics {
  // Durable ones, by the kind of their event: "start", "answer", "timer", …
  std::map<std::string, std::uint64_t> transitions;
  Distribution writes_per_commit;  // of commits that the store has answered
  Distribution commit_seconds;     // of all commits, also those that failed; none of "memory:"
  std::uint64_t failed_commits = 0;
  std::uint64_t store_failures = 0;          // of commits, and of whatever else the loop asked for
  std::map<std::string, CallMetrics> calls;  // by kind: "operator", "http"
  std::uint64_t timers_fired = 0;
  std::uint64_t loads = 0;                    // instances that were read from the store
  std::uint64_t recovered = 0;                // interrupted instances that were found to be continued
  std::uint64_t overloaded = 0;               // requests that were refused because too many were waiting
  std::uint64_t events_appended = 0;          // to the event log: published, and of transitions
  std::uint64_t events_duplicate = 0;         // published ones that the log knew
  std::uint64_t events_dropped = 0;           // from the event log, as its retention says
  std::uint64_t events_lost = 0;              // times that an instance was suspended because it was too late for some
  std::uint64_t observer_entries_missed = 0;  // by all observers
  std::uint64_t instances_cached = 0;         // now, in memory
  std::uint64_t inbox = 0;                    // now: events that wait for the loop
  std::uint64_t quarantined = 0;              // now: instances that this engine does not run

  friend bool operator==(const EngineMetrics&, const EngineMetrics&) = default;
};

// One metric by its name, as collecting systems want it.
struct Metric {
  enum class Kind : std::uint8_t { Counter, Gauge, Distribution };
  using Labels = std::vector<std::pair<std::string_view, std::string>>;
  struct Sample {
    Labels labels;
    std::variant<std::uint64_t, Distribution> value;
  };

  std::string_view name;  // "baton_transitions_total"
  std::string_view help;
  Kind kind = Kind::Counter;
  std::vector<Sample> samples;
};
[[nodiscard]] std::vector<Metric> named(const EngineMetrics& metrics);

}  // namespace baton BATON_PUBLIC
