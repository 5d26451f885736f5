// The shape of most benchmarks: a crowd of instances of one kind, warmed up and then measured for some time.
#pragma once

#include "bench/benchmark.hpp"
#include "bench/raw.hpp"
#include "bench/subject.hpp"

#include <baton/engine.hpp>

#include <cstdint>
#include <functional>

namespace baton::bench {

struct CrowdPlan {
  StoreKind store = StoreKind::Sqlite;
  std::function<Result<void>(Engine&)> prepare;  // makes known what is started
  StartOptions like;                             // its id is not used
  std::uint64_t calls = 10;                      // of `bench.step`, by each instance
};
struct MeasuredCrowd {
  Figures figures;
  RawLoad load;  // what the store was asked to do
};
// Settings::size instances at a time, for Settings::seconds.
[[nodiscard]] Result<MeasuredCrowd> measure_crowd(const CrowdPlan& plan, const Settings& settings);

// Prepares for the instances of a document.
[[nodiscard]] std::function<Result<void>(Engine&)> deploys(std::string document);

// The figures with bare SQLite beside them, under the same load.
[[nodiscard]] Result<Figures> beside_raw_sqlite(Result<MeasuredCrowd> measured, const Settings& settings);

}  // namespace baton::bench
