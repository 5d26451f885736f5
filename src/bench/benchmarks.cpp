#include "bench/benchmarks.hpp"

#include "bench/measures.hpp"
#include "bench/process.hpp"

#include <utility>

namespace baton::bench {
namespace {

Benchmark named(Benchmark benchmark) {
  benchmark.run = [run = std::move(benchmark.run), name = benchmark.name,
                   size = benchmark.default_size](const Settings& settings) -> Result<Figures> {
    Settings sized = settings;
    sized.size = settings.size.value_or(size);
    forget_peak_rss();
    auto figures = run(sized);
    if (figures) {
      figures->name = name;
      figures->size = *sized.size;
    }
    return figures;
  };
  return benchmark;
}

}  // namespace

std::vector<Benchmark> benchmarks() {
  std::vector<Benchmark> all{
      {.name = "throughput-sqlite",
       .summary = "workflows of ten calls, SQLite",
       .is_main = true,
       .default_size = 1'000,
       .what_size_means = "instances at a time",
       .run = [](const Settings& settings) { return measure_throughput(StoreKind::Sqlite, settings); }},
      {.name = "throughput-memory",
       .summary = "workflows of ten calls, in memory",
       .is_main = true,
       .default_size = 1'000,
       .what_size_means = "instances at a time",
       .run = [](const Settings& settings) { return measure_throughput(StoreKind::Memory, settings); }},
      {.name = "lone-step",
       .summary = "one workflow at a time, SQLite",
       .is_main = true,
       .default_size = 1,
       .what_size_means = "instances at a time",
       .run = measure_lone_step},
      {.name = "machines",
       .summary = "machines of ten calls, SQLite",
       .is_main = true,
       .default_size = 1'000,
       .what_size_means = "machines at a time",
       .run = measure_machines},
      {.name = "loop",
       .summary = "a loop of very many rounds, in memory",
       .is_main = true,
       .default_size = 10'000,
       .what_size_means = "rounds",
       .run = measure_loop},
      {.name = "history",
       .summary = "a machine with a long history, SQLite",
       .default_size = 50'000,
       .what_size_means = "calls",
       .run = measure_history},
      {.name = "payload",
       .summary = "1 MB through ten calls, SQLite",
       .default_size = 1,
       .what_size_means = "instances at a time",
       .run = measure_payload},
      {.name = "fork",
       .summary = "a fork, SQLite",
       .default_size = 100,
       .what_size_means = "branches",
       .run = measure_fork},
      {.name = "recovery",
       .summary = "an engine that begins with unfinished instances, SQLite",
       .default_size = 100'000,
       .what_size_means = "unfinished instances",
       .run = measure_recovery},
      {.name = "events",
       .summary = "events that are published, SQLite",
       .default_size = 100,
       .what_size_means = "events of one request, of each of 8 threads",
       .run = measure_events},
      {.name = "foreach-sqlite",
       .summary = "events that are published and handled by `foreach`, SQLite",
       .default_size = 100,
       .what_size_means = "instances that listen",
       .run = [](const Settings& settings) { return measure_foreach(StoreKind::Sqlite, settings); }},
      {.name = "foreach-memory",
       .summary = "events that are published and handled by `foreach`, in memory",
       .default_size = 100,
       .what_size_means = "instances that listen",
       .run = [](const Settings& settings) { return measure_foreach(StoreKind::Memory, settings); }},
      {.name = "listen-sqlite",
       .summary = "events of which each ends an instance that listens, SQLite",
       .default_size = 50'000,
       .what_size_means = "instances that listen, and events",
       .run = [](const Settings& settings) { return measure_listen(StoreKind::Sqlite, settings); }},
      {.name = "listen-memory",
       .summary = "events of which each ends an instance that listens, in memory",
       .default_size = 50'000,
       .what_size_means = "instances that listen, and events",
       .run = [](const Settings& settings) { return measure_listen(StoreKind::Memory, settings); }},
      {.name = "listeners",
       .summary = "an event that finds its instance, while very many listen, SQLite",
       .default_size = 100'000,
       .what_size_means = "instances that listen",
       .run = measure_listeners},
      {.name = "long-listen",
       .summary = "one instance that handles very many events, SQLite",
       .default_size = 100'000,
       .what_size_means = "events",
       .run = measure_long_listen},
      {.name = "timers",
       .summary = "timers, while very many instances wait, SQLite",
       .default_size = 1'000'000,
       .what_size_means = "waiting instances",
       .run = measure_timers},
  };
  for (Benchmark& benchmark : all) benchmark = named(std::move(benchmark));
  return all;
}

}  // namespace baton::bench
