// Metrics: the names of what is counted, here and nowhere else.
#include "engine/metrics.hpp"

#include "base/overloaded.hpp"
#include "core/call_kind.hpp"
#include "core/event.hpp"

#include <array>
#include <numeric>
#include <utility>
#include <variant>

namespace baton {

std::uint64_t Distribution::count() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::vector<Metric> named(const EngineMetrics& metrics) {
  using MetricKind = Metric::Kind;
  std::vector<Metric> all;
  const auto add = [&](std::string_view name, MetricKind kind, std::string_view help) -> Metric& {
    return all.emplace_back(Metric{.name = name, .help = help, .kind = kind, .samples = {}});
  };
  const auto add_one = [&](std::string_view name, MetricKind kind, std::string_view help, const auto& value) {
    add(name, kind, help).samples.push_back({.labels = {}, .value = value});
  };
  const auto add_calls = [&](std::string_view name, MetricKind kind, std::string_view help,
                             std::uint64_t CallMetrics::* number) {
    Metric& metric = add(name, kind, help);
    for (const auto& [call, numbers] : metrics.calls) {
      metric.samples.push_back({.labels = {{"kind", call}}, .value = numbers.*number});
    }
  };

  Metric& transitions =
      add("baton_transitions_total", MetricKind::Counter, "Durable transitions of instances, by event.");
  for (const auto& [event, number] : metrics.transitions) {
    transitions.samples.push_back({.labels = {{"event", event}}, .value = number});
  }
  add_one("baton_commit_seconds", MetricKind::Distribution, "How long commits took.", metrics.commit_seconds);
  add_one("baton_commit_writes", MetricKind::Distribution, "Writes in a commit that the store has answered.",
          metrics.writes_per_commit);
  add_one("baton_commits_failed_total", MetricKind::Counter, "Commits that failed or have an unknown outcome.",
          metrics.failed_commits);
  add_one("baton_store_failures_total", MetricKind::Counter, "Failures of the store, of commits and of reads.",
          metrics.store_failures);
  add_calls("baton_calls_begun_total", MetricKind::Counter, "Calls that were made.", &CallMetrics::begun);
  add_calls("baton_calls_answered_total", MetricKind::Counter, "Calls that were answered.", &CallMetrics::answered);
  add_calls("baton_calls_unknown_total", MetricKind::Counter, "Calls whose outcome nobody knows.",
            &CallMetrics::unknown);
  add_calls("baton_calls_in_flight", MetricKind::Gauge, "Calls that are made and awaited.", &CallMetrics::in_flight);
  add_calls("baton_calls_waiting", MetricKind::Gauge, "Calls that wait for their turn.", &CallMetrics::waiting);
  add_one("baton_timers_fired_total", MetricKind::Counter, "Timers that fired.", metrics.timers_fired);
  add_one("baton_instance_loads_total", MetricKind::Counter, "Instances that were read from the store.", metrics.loads);
  add_one("baton_instances_recovered_total", MetricKind::Counter,
          "Interrupted instances that were found to be continued.", metrics.recovered);
  add_one("baton_requests_overloaded_total", MetricKind::Counter, "Requests that were refused because too many wait.",
          metrics.overloaded);
  add_one("baton_events_appended_total", MetricKind::Counter, "Events that were appended to the event log.",
          metrics.events_appended);
  add_one("baton_events_duplicate_total", MetricKind::Counter, "Published events that the event log had already.",
          metrics.events_duplicate);
  add_one("baton_events_dropped_total", MetricKind::Counter, "Events that the event log has dropped.",
          metrics.events_dropped);
  add_one("baton_events_lost_total", MetricKind::Counter,
          "Times that an instance was suspended because it lost events that it had not consumed.", metrics.events_lost);
  add_one("baton_observer_entries_missed_total", MetricKind::Counter, "Entries that observers were too slow for.",
          metrics.observer_entries_missed);
  add_one("baton_instances_cached", MetricKind::Gauge, "Instances in memory.", metrics.instances_cached);
  add_one("baton_inbox", MetricKind::Gauge, "Events that wait for the loop.", metrics.inbox);
  add_one("baton_instances_quarantined", MetricKind::Gauge, "Instances that this engine does not run.",
          metrics.quarantined);
  return all;
}

namespace engine {
namespace {

std::string_view name_of(core::CallKind kind) {
  switch (kind) {
    case core::CallKind::Operator:
      return "operator";
    case core::CallKind::Http:
      return "http";
  }
  std::unreachable();
}

// In the order of EventBody.
constexpr auto kEvents =
    std::to_array<std::string_view>({"start", "answer", "acknowledged", "timer", "continue", "cancel", "suspend",
                                     "resume", "retry", "deliver", "arrival", "offer"});
static_assert(kEvents.size() == std::variant_size_v<core::EventBody>);

}  // namespace

EngineMetrics metrics_of(const runtime::Runtime& runtime) {
  const runtime::LoopMetrics& loop = runtime.metrics();
  EngineMetrics metrics;
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    metrics.transitions.emplace(kEvents[i], loop.transitions[i].read());
  }
  metrics.writes_per_commit = distribution_of(loop.writes_per_commit, 1.0);
  metrics.failed_commits = loop.failed_commits.read();
  metrics.store_failures = runtime.store_health().failures();
  for (std::size_t i = 0; i < core::kCallKinds; ++i) {
    const auto kind = static_cast<core::CallKind>(i);
    const runtime::CallCounters& calls = runtime.requests().counters(kind);
    metrics.calls.emplace(name_of(kind), CallMetrics{.begun = calls.begun.read(),
                                                     .answered = calls.answered.read(),
                                                     .unknown = calls.unknown.read(),
                                                     .in_flight = runtime.requests().calls_in_flight(kind),
                                                     .waiting = calls.waiting.read()});
  }
  metrics.timers_fired = loop.timers_fired.read();
  metrics.loads = loop.loads.read();
  metrics.events_appended = loop.events_appended.read();
  metrics.events_duplicate = loop.events_duplicate.read();
  metrics.events_dropped = loop.events_dropped.read();
  metrics.events_lost = loop.events_lost.read();
  metrics.recovered = runtime.recovery().found();
  metrics.instances_cached = loop.instances_cached.read();
  metrics.inbox = loop.inbox.read();
  metrics.quarantined = loop.quarantined.read();
  return metrics;
}

}  // namespace engine
}  // namespace baton
