#include "cli/bench/results.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/verbs/verbs.hpp"

#include "bench/temporary_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

namespace baton::cli {
namespace {

using bench::Benchmark;

Error unknown(const std::string& name, const std::vector<Benchmark>& all) {
  Error error{.kind = Error::Kind::InvalidArgument, .message = "there is no benchmark '" + name + "'; there are"};
  for (const Benchmark& benchmark : all) error.message += (&benchmark == &all.front() ? " " : ", ") + benchmark.name;
  return error;
}

Result<std::vector<Benchmark>> choose(std::vector<Benchmark> all, const BenchArguments& arguments) {
  for (const std::string& name : arguments.only) {
    if (std::ranges::find(all, name, &Benchmark::name) == all.end()) return std::unexpected(unknown(name, all));
  }
  std::erase_if(all, [&](const Benchmark& benchmark) {
    if (!arguments.only.empty()) return std::ranges::find(arguments.only, benchmark.name) == arguments.only.end();
    return !arguments.all && !benchmark.is_main;
  });
  return all;
}

Result<std::string> folder_for(const BenchArguments& arguments) {
  if (!arguments.folder.empty()) {
    const auto attempt = bench::TemporaryFolder::make(arguments.folder);
    if (!attempt) return std::unexpected(attempt.error());
    return arguments.folder;
  }
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  if (!error) return folder.string();
  return std::unexpected(
      Error{.kind = Error::Kind::InvalidArgument,
            .message = "there is no folder for temporary files: " + error.message() + "; name one with --folder"});
}

double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

// "2 of 5: throughput-memory": redrawn on a terminal, a line each elsewhere.
class BenchmarkCounter {
 public:
  explicit BenchmarkCounter(std::size_t total) : total_(total), redraws_(stderr_can_redraw()) {}
  BenchmarkCounter(const BenchmarkCounter&) = delete;
  BenchmarkCounter& operator=(const BenchmarkCounter&) = delete;
  ~BenchmarkCounter() {
    if (redraws_) draw("\r\x1b[K");
  }

  void begin(const Benchmark& benchmark) {
    const std::string text = std::to_string(++begun_) + " of " + std::to_string(total_) + ": " + benchmark.name + " (" +
                             benchmark.summary + ")";
    redraws_ ? draw("\r" + text + "\x1b[K") : say(text);
  }

 private:
  std::size_t total_;
  std::size_t begun_ = 0;
  bool redraws_;
};

struct Outcome {
  BenchRun run;
  std::optional<Error> failure;  // of the last one
};

Outcome measure(const std::vector<Benchmark>& chosen, const bench::Settings& settings) {
  Outcome outcome{.run = {.measured = {}, .load_before = load_average()}, .failure = {}};
  BenchmarkCounter progress(chosen.size());
  for (const Benchmark& benchmark : chosen) {
    progress.begin(benchmark);
    auto figures = benchmark.run(settings);
    if (interrupted()) break;  // its measurement was too short
    if (!figures) {
      outcome.failure = std::move(figures).error();
      outcome.failure->message = benchmark.name + ": " + outcome.failure->message;
      break;
    }
    outcome.run.measured.push_back(*std::move(figures));
  }
  return outcome;
}

Result<ExitCode> compare(const BenchArguments& arguments) {
  const auto comparison = compare_runs(arguments.compare[0], arguments.compare[1]);
  if (!comparison) return std::unexpected(comparison.error());
  const auto printed =
      arguments.common.json ? print_json(comparison_json(*comparison)) : print(comparison_text(*comparison));
  if (!printed) return std::unexpected(printed.error());
  return ExitCode::Success;
}

}  // namespace

Result<ExitCode> perform(const BenchArguments& arguments, const FindBenchmarks& benchmarks) {
  if (!arguments.compare.empty()) return compare(arguments);
  const auto chosen = choose(benchmarks(), arguments);
  if (!chosen) return std::unexpected(chosen.error());
  const auto folder = folder_for(arguments);
  if (!folder) return std::unexpected(folder.error());
  catch_interrupts();
  const Outcome outcome =
      measure(*chosen, {.folder = *folder, .seconds = arguments.seconds, .size = arguments.size, .goes_on = [] {
                          return !interrupted();
                        }});
  if (outcome.failure) return std::unexpected(*outcome.failure);
  const auto printed = arguments.common.json ? print_json(bench_json(outcome.run)) : print(bench_text(outcome.run));
  if (!printed) return std::unexpected(printed.error());
  return interrupted() ? ExitCode::NotEnded : ExitCode::Success;
}

}  // namespace baton::cli
