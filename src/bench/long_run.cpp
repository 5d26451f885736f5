#include "bench/long_run.hpp"

#include "bench/span.hpp"
#include "bench/steps.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace baton::bench {

Result<LongRun> measure_long_run(const CrowdPlan& plan, const Settings& settings) {
  constexpr std::uint64_t early_from = 50;
  constexpr std::uint64_t window = 100;
  Histogram early;
  Histogram late;
  std::atomic<bool> ended = false;
  Steps steps({.slots = 1,
               .calls = plan.calls,
               .ended = [&](std::size_t) { ended = true; },
               .step =
                   [&](std::uint64_t number, std::chrono::nanoseconds latency) {
                     const auto ns = static_cast<std::uint64_t>(latency.count());
                     if (number > early_from && number <= early_from + window) early.add(ns);
                     if (number + window > plan.calls) late.add(ns);
                   }});
  const auto subject = Subject::open(plan.store, settings);
  if (!subject) return std::unexpected(subject.error());
  Engine& engine = (*subject)->engine();
  engine.add_method("bench.step", steps.method()).or_exit();
  if (auto prepared = plan.prepare(engine); !prepared) return std::unexpected(std::move(prepared).error());
  if (auto moves = engine.recover(); !moves) return std::unexpected(std::move(moves).error());

  Span span(**subject, steps);
  StartOptions start = plan.like;
  start.id = Steps::id(0, 1);
  (*subject)->start(std::array{std::move(start)});
  static_cast<void>(wait(settings, **subject, 0, [&] { return ended.load(); }));
  LongRun run{.figures = span.end(), .early_us = early.median() / 1'000, .late_us = late.median() / 1'000};
  if (auto failure = (*subject)->failure()) return std::unexpected(*std::move(failure));
  return run;
}

}  // namespace baton::bench
