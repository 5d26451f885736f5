// simulation_test: searches for seeds under which a rule does not hold, or replays one. README.md says how to use it.
#include "simulation/run.hpp"
#include "simulation/shrink.hpp"
#include "simulation/trace.hpp"
#include "simulation/transitions.hpp"
#include "support/seeds.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace baton::tests {
namespace {

using simulation::Choices;

constexpr std::uint64_t kMostFailuresShown = 5;

struct Options {
  std::optional<std::uint64_t> seed;
  std::string seeds;
  std::uint64_t fresh = 0;
  double minutes = 0;
  bool transitions = false;
  bool finds = false;
  std::uint64_t shrink_runs = 3'000;
};

struct Totals {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t instances = 0;
  std::uint64_t crashes = 0;
};

std::string rule_of(const std::string& violation) {
  return violation.substr(0, violation.find(':'));
}

void print(const Run& run, const Violations& violations) {
  std::printf("the workflow: %s\nits child: %s\n", to_json(run.document).c_str(), to_json(run.child).c_str());
  for (const std::string& line : simulation::trace_of(run.evidence)) std::printf("%s\n", line.c_str());
  for (const std::string& violation : violations) std::printf("VIOLATED %s\n", violation.c_str());
}

void shrink_and_print(const std::vector<std::uint64_t>& choices, const std::string& rule, std::uint64_t most_runs) {
  const auto still_fails = [&](const std::vector<std::uint64_t>& smaller) {
    Choices again(smaller);
    const Violations violations = check(run(again));
    return !violations.empty() && rule_of(violations.front()) == rule;
  };
  const std::vector<std::uint64_t> shortest = shrink(choices, still_fails, most_runs);
  Choices again(shortest);
  const Run shrunk = run(again);
  std::printf("-- the same, shrunk from %zu choices to %zu\n", choices.size(), shortest.size());
  print(shrunk, check(shrunk));
}

class Search {
 public:
  explicit Search(const Options& options) : options_(options) {}

  void try_seed(std::uint64_t seed) {
    Choices choices(seed);
    const Run tried = run(choices);
    const Violations violations = check(tried);
    totals_.instances += tried.evidence.instances.size();
    totals_.crashes += tried.evidence.crashes;
    if (options_.seed) print(tried, violations);
    if (violations.empty()) {
      ++totals_.passed;
      return;
    }
    if (++totals_.failed > kMostFailuresShown) return;
    std::printf("seed %llu failed: %s\n", static_cast<unsigned long long>(seed), violations.front().c_str());
    if (totals_.failed == 1 && !options_.finds)
      shrink_and_print(choices.taken(), rule_of(violations.front()), options_.shrink_runs);
    std::fflush(stdout);
  }

  [[nodiscard]] const Totals& totals() const { return totals_; }

 private:
  const Options& options_;
  Totals totals_;
};

void report_transitions(bool all) {
  const auto known = transitions_known();
  std::size_t reached = 0;
  std::string never;
  for (const std::string_view edge : known) {
    transitions_seen().contains(std::string(edge)) ? void(++reached)
                                                   : void(never.append("       never  ").append(edge) += '\n');
  }
  for (const auto& [edge, count] : transitions_seen()) {
    if (all) std::printf("  %10llu  %s\n", static_cast<unsigned long long>(count), edge.c_str());
    if (std::ranges::find(known, edge) == known.end()) std::printf("transitions: not in the list: %s\n", edge.c_str());
  }
  std::printf("%stransitions: %zu of %zu reached\n", all ? never.c_str() : "", reached, known.size());
}

int search(const Options& options, std::uint64_t first, std::uint64_t last) {
  using Clock = std::chrono::steady_clock;
  Search search(options);
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration<double>(options.minutes * 60);
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    if (options.minutes > 0 && Clock::now() >= until) break;
    search.try_seed(seed);
    if (options.finds && search.totals().failed > 0) return 0;
  }
  if (options.finds) {
    std::puts("nothing was found");
    return 1;
  }
  std::random_device entropy;
  for (std::uint64_t i = 0; i < options.fresh; ++i) search.try_seed(entropy());
  const Totals& totals = search.totals();
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  report_transitions(options.transitions);
  std::printf("%llu instances and %llu crashes in %.1f s: %.0f instances per second\n",
              static_cast<unsigned long long>(totals.instances), static_cast<unsigned long long>(totals.crashes),
              seconds, static_cast<double>(totals.instances) / seconds);
  std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(totals.passed),
              static_cast<unsigned long long>(totals.failed));
  return totals.failed == 0 ? 0 : 1;
}

int main(int argc, char** argv) {
  CLI::App app("Runs the engine in a hostile world drawn from a seed, and checks that every rule holds.");
  Options options;
  app.add_option("--seed", options.seed, "Replay this one exactly and print its trace; shrink it if it fails");
  app.add_option("--seeds", options.seeds, "Try all of A..B (default: 1..1000)");
  app.add_option("--minutes", options.minutes, "Try one after the other, from the first of --seeds or 1, for so long");
  app.add_option("--fresh", options.fresh, "Beside them, try so many seeds that nobody has chosen");
  app.add_flag("--transitions", options.transitions,
               "List how often each edge of the handler ran, and those that never did");
  app.add_flag("--finds", options.finds, "Succeed at the first seed that fails, and fail if none does");
  app.add_option("--shrink-runs", options.shrink_runs, "Try at most so many runs to shrink the first failing one");
  CLI11_PARSE(app, argc, argv);

  constexpr std::uint64_t no_end = std::numeric_limits<std::uint64_t>::max() - 1;
  const auto seeds = options.seeds.empty() ? Seeds{.first = 1, .last = options.minutes > 0 ? no_end : 1'000}
                                           : parse_seeds(options.seeds);
  if (!seeds) {
    std::fputs("simulation_test: write --seeds as A..B, with A not greater than B\n", stderr);
    return 2;
  }
  if (options.seed) return search(options, *options.seed, *options.seed);
  return search(options, seeds->first, seeds->last);
}

}  // namespace
}  // namespace baton::tests

int main(int argc, char** argv) {
  return baton::tests::main(argc, argv);
}
