// What each benchmark measures: one function each.
#pragma once

#include "bench/benchmark.hpp"
#include "bench/subject.hpp"

namespace baton::bench {

[[nodiscard]] Result<Figures> measure_throughput(StoreKind kind, const Settings& settings);
[[nodiscard]] Result<Figures> measure_lone_step(const Settings& settings);
[[nodiscard]] Result<Figures> measure_payload(const Settings& settings);
[[nodiscard]] Result<Figures> measure_machines(const Settings& settings);
[[nodiscard]] Result<Figures> measure_history(const Settings& settings);
[[nodiscard]] Result<Figures> measure_fork(const Settings& settings);
[[nodiscard]] Result<Figures> measure_timers(const Settings& settings);
[[nodiscard]] Result<Figures> measure_recovery(const Settings& settings);
[[nodiscard]] Result<Figures> measure_events(const Settings& settings);
[[nodiscard]] Result<Figures> measure_foreach(StoreKind kind, const Settings& settings);
[[nodiscard]] Result<Figures> measure_listen(StoreKind kind, const Settings& settings);
[[nodiscard]] Result<Figures> measure_listeners(const Settings& settings);
[[nodiscard]] Result<Figures> measure_long_listen(const Settings& settings);
[[nodiscard]] Result<Figures> measure_loop(const Settings& settings);

}  // namespace baton::bench
