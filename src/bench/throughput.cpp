// Many instances of ten calls each, all the time; and one at a time, whose steps wait for nothing but themselves.
#include "bench/crowd.hpp"
#include "bench/documents.hpp"
#include "bench/measures.hpp"
#include "bench/raw.hpp"
#include "bench/span.hpp"

#include <algorithm>

namespace baton::bench {
namespace {

struct Measured {
  Figures figures;
  RawLoad load;
};

RawLoad load_of(const Subject& subject, std::size_t instances) {
  const StoreCounters& counters = subject.counters();
  return {.instances = instances,
          .batch = static_cast<std::size_t>(counters.batches.median()),
          .head_bytes = static_cast<std::size_t>(counters.head_bytes.median()),
          .record_bytes = static_cast<std::size_t>(counters.record_bytes.median())};
}

Result<Measured> measure_tasks(Subject& subject, Steps& steps, Crowd& crowd, const Settings& settings) {
  subject.engine().add_method("bench.step", steps.method());
  if (auto deployed = subject.engine().deploy(tasks_document()); !deployed) {
    return std::unexpected(std::move(deployed).error());
  }
  const std::size_t size = settings.size.value_or(1);
  const std::jthread filling = crowd.fill(subject, size);
  const auto has_begun = [&] { return steps.count() >= size * kTasks; };
  static_cast<void>(wait(settings, subject, settings.seconds / 5, has_begun));
  Span span(subject, steps);
  static_cast<void>(wait(settings, subject, settings.seconds, [&] { return steps.latency_ns().count() > 0; }));
  Figures figures = span.end();
  if (auto failure = subject.failure()) return std::unexpected(*std::move(failure));
  return Measured{.figures = std::move(figures), .load = load_of(subject, size)};
}

Result<Measured> measure_tasks(StoreKind kind, const Settings& settings) {
  Crowd crowd({.workflow = workflow("tasks"), .input = small_input()});
  Steps steps(
      {.slots = settings.size.value_or(1), .calls = kTasks, .ended = [&](std::size_t slot) { crowd.ended(slot); }});
  auto subject = Subject::open(kind, settings);
  if (!subject) return std::unexpected(std::move(subject).error());
  return measure_tasks(**subject, steps, crowd, settings);
}

}  // namespace

Result<Figures> measure_throughput(StoreKind kind, const Settings& settings) {
  auto measured = measure_tasks(kind, settings);
  if (!measured) return std::unexpected(std::move(measured).error());
  if (kind == StoreKind::Memory) return std::move(measured->figures);
  const auto folder = TemporaryFolder::make(settings.folder);
  if (!folder) return std::unexpected(folder.error());
  const auto raw = raw_sqlite(
      measured->load, {.file = folder->file("raw.db"), .seconds = settings.seconds * 0.4, .goes_on = settings.goes_on});
  if (!raw) return std::unexpected(raw.error());
  Figures& figures = measured->figures;
  figures.raw_steps_per_second = *raw;
  figures.ratio_to_raw = figures.steps_per_second / *raw;
  return figures;
}

// Compared with a sync of the page that a commit cannot do without.
Result<Figures> measure_lone_step(const Settings& settings) {
  auto measured = measure_tasks(StoreKind::Sqlite, settings);
  if (!measured) return std::unexpected(std::move(measured).error());
  const auto folder = TemporaryFolder::make(settings.folder);
  if (!folder) return std::unexpected(folder.error());
  constexpr std::size_t page = 4096;
  const auto raw_us = raw_fdatasync_us(
      page, {.file = folder->file("raw"), .seconds = settings.seconds * 0.2, .goes_on = settings.goes_on});
  if (!raw_us) return std::unexpected(raw_us.error());
  Figures& figures = measured->figures;
  figures.raw_steps_per_second = 1e6 / *raw_us;
  if (figures.p50_us) figures.ratio_to_raw = *raw_us / *figures.p50_us;
  figures.more.emplace_back("raw_fdatasync_p50_us", *raw_us);
  return figures;
}

}  // namespace baton::bench
