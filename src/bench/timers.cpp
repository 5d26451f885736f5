// Very many instances that wait for an hour: what they take up, and whether other timers fire later because of them.
#include "bench/crowd.hpp"
#include "bench/documents.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/process.hpp"
#include "bench/span.hpp"

#include <algorithm>
#include <filesystem>

namespace baton::bench {
namespace {

constexpr std::size_t kProbes = 10;

// How late a call comes that a timer precedes, in microseconds.
double lateness(const std::optional<double>& latency_us) {
  return std::max(latency_us.value_or(0) - kPauseMs * 1'000.0, 0.0);
}

// The steps of a few instances that pause before each.
Figures probe(Subject& subject, Steps& steps, const Settings& settings) {
  Span span(subject, steps);
  const auto has_measured = [&] { return steps.latency_ns().count() > 0; };
  static_cast<void>(wait(settings, subject, settings.seconds, has_measured));
  return span.end();
}

double file_bytes(const std::string& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return none ? 0 : static_cast<double>(size);
}

}  // namespace

Result<Figures> measure_timers(const Settings& settings) {
  const std::size_t size = settings.size.value_or(1);
  Crowd crowd({.workflow = workflow("pauses")});
  Steps steps({.slots = kProbes, .calls = kTasks, .ended = [&](std::size_t slot) { crowd.ended(slot); }});
  const auto opened = Subject::open(StoreKind::Sqlite, settings);
  if (!opened) return std::unexpected(opened.error());
  Subject& subject = **opened;
  subject.engine().add_method("bench.step", steps.method()).or_exit();
  for (const std::string& document : {hour_document(), pauses_document()}) {
    if (auto ready = deploys(document)(subject.engine()); !ready) return std::unexpected(ready.error());
  }
  if (auto moves = subject.engine().recover(); !moves) return std::unexpected(moves.error());

  const std::jthread filling = crowd.fill(subject, kProbes);
  const Figures before = probe(subject, steps, settings);
  const double resident_before = resident_bytes();
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(subject.start_many({.workflow = workflow("hour")}, size, settings));
  const std::chrono::duration<double> starting = std::chrono::steady_clock::now() - begin;
  const double waiting = resident_bytes() - resident_before;

  Figures figures = probe(subject, steps, settings);
  if (auto failure = subject.failure()) return std::unexpected(*std::move(failure));
  figures.more = {{"starts_per_second", static_cast<double>(size) / starting.count()},
                  {"resident_bytes_waiting", waiting},
                  {"resident_bytes_each", waiting / static_cast<double>(size)},
                  {"database_bytes_each", file_bytes(subject.folder().file("baton.db")) / static_cast<double>(size)},
                  {"late_p50_us", lateness(figures.p50_us)},
                  {"late_p99_us", lateness(figures.p99_us)},
                  {"late_alone_p50_us", lateness(before.p50_us)},
                  {"late_alone_p99_us", lateness(before.p99_us)}};
  return figures;
}

}  // namespace baton::bench
