// Workflows of ten calls: many at a time; one at a time, so that its steps wait for nothing else; and with a payload.
#include "bench/documents.hpp"
#include "bench/measured_crowd.hpp"
#include "bench/measures.hpp"
#include "bench/raw.hpp"
#include "bench/temporary_folder.hpp"

namespace baton::bench {
namespace {

CrowdPlan tasks(StoreKind store, Value data) {
  return {.store = store,
          .prepare = deploys(tasks_document()),
          .like = {.workflow = workflow("tasks"), .input = Value::object({{"data", std::move(data)}})},
          .calls = kTasks};
}

Value one() {
  return Value::number(std::int64_t{1});
}

}  // namespace

Result<Figures> measure_throughput(StoreKind kind, const Settings& settings) {
  auto measured = measure_crowd(tasks(kind, one()), settings);
  if (kind == StoreKind::Sqlite) return beside_raw_sqlite(std::move(measured), settings);
  if (!measured) return std::unexpected(std::move(measured).error());
  return std::move(measured->figures);
}

// Beside a sync of one page, which no commit can do without.
Result<Figures> measure_lone_step(const Settings& settings) {
  auto measured = measure_crowd(tasks(StoreKind::Sqlite, one()), settings);
  if (!measured) return std::unexpected(std::move(measured).error());
  const auto folder = TemporaryFolder::make(settings.folder);
  if (!folder) return std::unexpected(folder.error());
  constexpr std::size_t page = 4096;
  const auto raw_us = raw_fdatasync_us(
      page, {.file = folder->file("raw"), .seconds = settings.seconds * 0.2, .goes_on = settings.goes_on});
  if (!raw_us) return std::unexpected(raw_us.error());
  Figures figures = std::move(measured->figures);
  figures.raw_steps_per_second = 1e6 / *raw_us;
  if (figures.p50_us) figures.ratio_to_raw = *raw_us / *figures.p50_us;
  figures.more.emplace_back("raw_fdatasync_p50_us", *raw_us);
  return figures;
}

Result<Figures> measure_payload(const Settings& settings) {
  constexpr std::size_t megabyte = 1'000'000;
  return beside_raw_sqlite(measure_crowd(tasks(StoreKind::Sqlite, structured_data(megabyte)), settings), settings);
}

}  // namespace baton::bench
