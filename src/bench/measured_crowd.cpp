#include "bench/measured_crowd.hpp"

#include "bench/crowd.hpp"
#include "bench/span.hpp"
#include "bench/steps.hpp"
#include "bench/temporary_folder.hpp"

#include <algorithm>
#include <utility>

namespace baton::bench {
namespace {

RawLoad load_of(const Subject& subject, std::size_t instances) {
  const StoreCounters& counters = subject.counters();
  const std::uint64_t writes = std::max<std::uint64_t>(counters.writes, 1);
  return {.instances = instances,
          .batch = static_cast<std::size_t>(counters.batches.median()),
          .head_bytes = counters.head_bytes / writes,
          .record_bytes = counters.record_bytes / writes};
}

}  // namespace

Result<MeasuredCrowd> measure_crowd(const CrowdPlan& plan, const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Crowd crowd(plan.like);
  Steps steps({.slots = size, .calls = plan.calls, .ended = [&](std::size_t slot) { crowd.ended(slot); }});
  const auto subject = Subject::open(plan.store, settings);
  if (!subject) return std::unexpected(subject.error());
  Engine& engine = (*subject)->engine();
  engine.add_method("bench.step", steps.method()).or_exit();
  if (auto prepared = plan.prepare(engine); !prepared) return std::unexpected(std::move(prepared).error());
  if (auto moves = engine.recover(); !moves) return std::unexpected(std::move(moves).error());

  const std::jthread filling = crowd.fill(**subject, size);
  const auto is_warm = [&] { return steps.count() >= size * plan.calls; };
  static_cast<void>(wait(settings, **subject, settings.seconds / 5, is_warm));
  Span span(**subject, steps);
  const auto has_measured = [&] { return steps.latency_ns().count() > 0; };
  static_cast<void>(wait(settings, **subject, settings.seconds, has_measured));
  Figures figures = span.end();
  if (auto failure = (*subject)->failure()) return std::unexpected(*std::move(failure));
  return MeasuredCrowd{.figures = std::move(figures), .load = load_of(**subject, size)};
}

std::function<Result<void>(Engine&)> deploys(std::string document) {
  return [document = std::move(document)](Engine& engine) -> Result<void> {
    const auto deployed = engine.deploy(document);
    if (!deployed) return std::unexpected(deployed.error());
    return {};
  };
}

Result<Figures> beside_raw_sqlite(Result<MeasuredCrowd> measured, const Settings& settings) {
  if (!measured) return std::unexpected(std::move(measured).error());
  const auto folder = TemporaryFolder::make(settings.folder);
  if (!folder) return std::unexpected(folder.error());
  const auto raw = raw_sqlite(
      measured->load, {.file = folder->file("raw.db"), .seconds = settings.seconds * 0.4, .goes_on = settings.goes_on});
  if (!raw) return std::unexpected(raw.error());
  Figures figures = std::move(measured->figures);
  figures.raw_steps_per_second = *raw;
  figures.ratio_to_raw = figures.steps_per_second / *raw;
  return figures;
}

}  // namespace baton::bench
