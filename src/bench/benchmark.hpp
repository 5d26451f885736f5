// The settings and results of a benchmark: plain values for code that runs benchmarks and shows their figures.
#pragma once

#include <baton/error.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::bench {

struct Settings {
  std::string folder;                    // where SQLite files are put, and removed again
  double seconds = 5;                    // what is measured, after a warm-up; not every benchmark has a say in it
  std::optional<std::size_t> size = {};  // a benchmark's own count; none: its default
  std::function<bool()> goes_on = [] { return true; };  // false: stop soon, even without results
};

// What one benchmark measured; docs/reference/bench.md says what each figure means. Nothing: it does not apply.
struct Figures {
  std::string name;
  std::size_t size = 0;  // the benchmark's own count, as used
  double steps = 0;
  double seconds = 0;
  double steps_per_second = 0;
  std::optional<double> p50_us = {};
  std::optional<double> p99_us = {};
  std::optional<double> p999_us = {};
  double cpu_us_per_step = 0;
  double bytes_written_per_step = 0;  // handed to the store
  double disk_bytes_per_step = 0;     // sent to the disk, as the kernel counts
  double median_batch = 0;            // transitions of a commit
  double commit_share = 0;            // of the time: spent in Store::commit
  double peak_rss_bytes = 0;
  std::optional<double> raw_steps_per_second = {};
  std::optional<double> ratio_to_raw = {};
  std::vector<std::pair<std::string, double>> more = {};  // what only this benchmark measures, by name
};

struct Benchmark {
  std::string name;
  std::string summary;
  bool is_main = false;  // quick, and of interest to everybody
  std::size_t default_size = 0;
  std::string what_size_means;
  std::function<Result<Figures>(const Settings&)> run;
};

}  // namespace baton::bench
