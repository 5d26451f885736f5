// A fork of many branches, one instance at a time: its steps run at the same time, so only the whole is measured.
#include "bench/documents.hpp"
#include "bench/histogram.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/span.hpp"

namespace baton::bench {
namespace {

// The time from before its start until the engine tells of its end.
Result<std::chrono::nanoseconds> run_once(Engine& engine) {
  const auto begin = std::chrono::steady_clock::now();
  const auto id = engine.start({.workflow = workflow("fork")});
  if (!id) return std::unexpected(id.error());
  const auto ended = engine.wait(*id);
  if (!ended) return std::unexpected(ended.error());
  return std::chrono::steady_clock::now() - begin;
}

}  // namespace

Result<Figures> measure_fork(const Settings& settings) {
  Steps steps({});
  Histogram forks_ns;
  const auto subject = Subject::open(StoreKind::Sqlite, settings);
  if (!subject) return std::unexpected(subject.error());
  Engine& engine = (*subject)->engine();
  engine.add_method("bench.step", steps.counting_method()).or_exit();
  if (auto ready = deploys(fork_document(settings.size.value_or(1)))(engine); !ready) {
    return std::unexpected(ready.error());
  }
  if (auto warm = run_once(engine); !warm) return std::unexpected(warm.error());
  Span span(**subject, steps);
  const auto begin = std::chrono::steady_clock::now();
  const std::chrono::duration<double> limit(settings.seconds);
  do {
    const auto time = run_once(engine);
    if (!time) return std::unexpected(time.error());
    forks_ns.add(static_cast<std::uint64_t>(time->count()));
  } while (settings.goes_on() && std::chrono::steady_clock::now() - begin < limit);
  Figures figures = span.end();
  figures.more = {{"fork_p50_us", forks_ns.median() / 1'000}, {"fork_p99_us", forks_ns.percentile(0.99) / 1'000}};
  return figures;
}

}  // namespace baton::bench
