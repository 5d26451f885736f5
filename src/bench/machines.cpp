// Machines: many of ten calls each at a time; and a single one with a long history.
#include "bench/documents.hpp"
#include "bench/long_run.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/relay.hpp"

#include "engine/stepped_engine.hpp"

namespace baton::bench {
namespace {

Result<void> add_relay(Engine& engine) {
  const auto added = engine.add_machine<Relay>("relay");
  if (!added) return std::unexpected(added.error());
  return {};
}

StartOptions relay(std::uint64_t calls) {
  return {.workflow = engine::machine_definition("relay"), .input = Value::number(static_cast<std::int64_t>(calls))};
}

}  // namespace

Result<Figures> measure_machines(const Settings& settings) {
  return beside_raw_sqlite(
      measure_crowd({.store = StoreKind::Sqlite, .prepare = add_relay, .like = relay(kTasks), .calls = kTasks},
                    settings),
      settings);
}

Result<Figures> measure_history(const Settings& settings) {
  const std::uint64_t calls = settings.size.value_or(1);
  auto run = measure_long_run({.store = StoreKind::Sqlite, .prepare = add_relay, .like = relay(calls), .calls = calls},
                              settings);
  if (!run) return std::unexpected(std::move(run).error());
  run->figures.more = {{"early_us", run->early_us}, {"late_us", run->late_us}, {"late_over_early", run->ratio()}};
  return std::move(run->figures);
}

}  // namespace baton::bench
