// What `baton bench` prints: figures as JSON and as a table, and two runs side by side.
#pragma once

#include "bench/benchmark.hpp"

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <string>
#include <utility>
#include <vector>

namespace baton::cli {

// What a run measured, and where.
struct BenchRun {
  std::vector<bench::Figures> measured;
  double load_before = 0;  // the system's load average when it began
};

// The figures by their names in JSON, in order; what does not apply is left out.
[[nodiscard]] std::vector<std::pair<std::string, double>> named_figures(const bench::Figures& figures);

[[nodiscard]] Value bench_json(const BenchRun& run);
[[nodiscard]] std::string bench_text(const BenchRun& run);

// Of two files that hold what bench_json() gave. InvalidArgument if one does not.
struct BenchComparison {
  struct Row {
    std::string benchmark;
    std::string figure;
    double before = 0;
    double after = 0;
  };
  std::vector<Row> rows;                // figures that both have
  std::vector<std::string> only_first;  // names of benchmarks
  std::vector<std::string> only_second;
};
[[nodiscard]] Result<BenchComparison> compare_runs(const std::string& first, const std::string& second);
[[nodiscard]] Value comparison_json(const BenchComparison& comparison);
[[nodiscard]] std::string comparison_text(const BenchComparison& comparison);

// Three digits that matter, thousands set apart: "0.123", "12.3", "12 300".
[[nodiscard]] std::string rounded(double number);

}  // namespace baton::cli
