#include "cli/bench/results.hpp"

#include "cli/table.hpp"

#include "base/version.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>

namespace baton::cli {
namespace {

using bench::Figures;

std::string or_none(const std::optional<double>& number) {
  return number ? rounded(*number) : "";
}

std::string percent(const std::optional<double>& share) {
  return share ? rounded(*share * 100) + "%" : "";
}

std::vector<std::string> row_of(const Figures& figures) {
  return {figures.name,
          rounded(figures.steps_per_second),
          or_none(figures.p50_us),
          or_none(figures.p99_us),
          or_none(figures.p999_us),
          rounded(figures.cpu_us_per_step),
          rounded(figures.bytes_written_per_step),
          rounded(figures.median_batch),
          rounded(figures.peak_rss_bytes / 1e6),
          or_none(figures.raw_steps_per_second),
          percent(figures.ratio_to_raw)};
}

// Three decimals are more than any of them deserves.
Value json_number(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return Value::number(static_cast<std::int64_t>(number));
  return Value::number(std::abs(number) < 1 ? number : std::round(number * 1'000) / 1'000);
}

Value figures_json(const Figures& figures) {
  std::vector<Member> members{{"name", Value::string(figures.name)}};
  for (const auto& [name, number] : named_figures(figures)) members.emplace_back(name, json_number(number));
  return Value::object(std::move(members));
}

std::string with_thousands(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t from_end = 3; from_end < text.size(); from_end += 4) text.insert(text.size() - from_end, 1, ' ');
  return text;
}

}  // namespace

std::vector<std::pair<std::string, double>> named_figures(const Figures& figures) {
  std::vector<std::pair<std::string, double>> named{{"size", static_cast<double>(figures.size)},
                                                    {"steps", figures.steps},
                                                    {"seconds", figures.seconds},
                                                    {"steps_per_second", figures.steps_per_second}};
  const auto add = [&](const char* name, const std::optional<double>& number) {
    if (number) named.emplace_back(name, *number);
  };
  add("p50_us", figures.p50_us);
  add("p99_us", figures.p99_us);
  add("p999_us", figures.p999_us);
  add("cpu_us_per_step", figures.cpu_us_per_step);
  add("bytes_written_per_step", figures.bytes_written_per_step);
  add("disk_bytes_per_step", figures.disk_bytes_per_step);
  add("median_batch", figures.median_batch);
  add("commit_share", figures.commit_share);
  add("peak_rss_bytes", figures.peak_rss_bytes);
  add("raw_steps_per_second", figures.raw_steps_per_second);
  add("ratio_to_raw", figures.ratio_to_raw);
  named.insert(named.end(), figures.more.begin(), figures.more.end());
  return named;
}

Value bench_json(const BenchRun& run) {
  std::vector<Value> benchmarks;
  for (const Figures& figures : run.measured) benchmarks.push_back(figures_json(figures));
  return Value::object({{"version", Value::string(kVersion)},
                        {"cpus", Value::number(std::int64_t{std::thread::hardware_concurrency()})},
                        {"load_before", json_number(run.load_before)},
                        {"benchmarks", Value::array(std::move(benchmarks))}});
}

std::string bench_text(const BenchRun& run) {
  std::vector<std::vector<std::string>> rows{{"BENCHMARK", "STEPS/S", "P50 µs", "P99 µs", "P99.9 µs", "CPU µs/STEP",
                                              "BYTES/STEP", "BATCH", "PEAK MB", "RAW/S", "OF RAW"}};
  for (const Figures& figures : run.measured) rows.push_back(row_of(figures));
  std::string text = table(rows);
  for (const Figures& figures : run.measured) {
    if (figures.more.empty()) continue;
    std::vector<std::vector<std::string>> more;
    for (const auto& [name, number] : figures.more) more.push_back({"  " + name, rounded(number)});
    text += "\n" + figures.name + "\n" + table(more);
  }
  return text;
}

std::string rounded(double number) {
  if (!std::isfinite(number)) return "?";
  if (std::abs(number) >= 100) return with_thousands(std::llround(number));
  std::array<char, 64> text{};
  const int decimals = std::abs(number) >= 10 ? 1 : std::abs(number) >= 1 ? 2 : 3;
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, decimals);
  return {text.data(), end};
}

}  // namespace baton::cli
