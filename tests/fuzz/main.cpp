// record_fuzz: changes stored records in every way that leaves them records, and looks for what must not happen: a crash, a
// hang, an error without words, an instance that is accepted and then leads to one that is refused. README.md.
#include "fuzz/mutation.hpp"
#include "fuzz/trial.hpp"
#include "support/seeds.hpp"

#include <CLI/CLI.hpp>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <limits>
#include <new>
#include <optional>
#include <random>
#include <string>

namespace baton::tests {
namespace {

constexpr unsigned kHangSeconds = 60;
constexpr std::uint64_t kMostFailures = 10;
constexpr std::uint64_t kRuntimeEvery = 4;

// Survives the process that works through the seeds.
struct Progress {
  std::uint64_t seed = 0;
  std::uint64_t failed = 0;
  Counts counts;
};

std::optional<std::string> try_seed(std::uint64_t seed, Counts& counts, bool tells) {
  Random random(seed);
  Specimen specimen = draw_specimen(random);
  const Specimen donor = draw_specimen(random);
  const std::vector<std::string> done = mutate(specimen, donor, random);
  for (const std::string& each : done) {
    if (tells) std::printf("%s\n", each.c_str());
  }
  if (tells) std::fflush(stdout);
  if (auto wrong = try_alone(specimen, random, counts)) return wrong;
  return seed % kRuntimeEvery == 0 ? try_in_runtime(specimen, random) : std::nullopt;
}

void fail(Progress& progress, const std::string& why) {
  ++progress.failed;
  std::printf("seed %llu failed: %s\n", static_cast<unsigned long long>(progress.seed), why.c_str());
  std::fflush(stdout);
}

using Clock = std::chrono::steady_clock;

struct Search {
  std::uint64_t last = 0;
  std::optional<Clock::time_point> until;
  bool tells = false;
};

bool goes_on(const Progress& progress, const Search& search) {
  const bool has_time = !search.until || Clock::now() < *search.until;
  return progress.seed <= search.last && progress.failed < kMostFailures && has_time;
}

// In a process of its own, so that a crash ends only one seed.
void work(Progress& progress, const Search& search) {
  for (; goes_on(progress, search); ++progress.seed) {
    alarm(kHangSeconds);
    if (auto wrong = try_seed(progress.seed, progress.counts, search.tells)) fail(progress, *wrong);
  }
}

int run(std::uint64_t first, const Search& search) {
  void* const shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  auto& progress = *new (shared) Progress{.seed = first, .failed = 0, .counts = {}};
  while (goes_on(progress, search)) {
    const pid_t worker = fork();
    if (worker < 0) return 2;
    if (worker == 0) {
      work(progress, search);
      std::fflush(nullptr);
      _exit(0);
    }
    int status = 0;
    waitpid(worker, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) break;
    const bool hung = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    fail(progress, hung ? "it hangs" : "the process died");
    ++progress.seed;
  }
  std::printf("%llu seeds from %llu: %llu accepted, %llu refused, %llu failed\n",
              static_cast<unsigned long long>(progress.seed - first), static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(progress.counts.accepted),
              static_cast<unsigned long long>(progress.counts.refused),
              static_cast<unsigned long long>(progress.failed));
  return progress.failed == 0 ? 0 : 1;
}

int main(int argc, char** argv) {
  CLI::App app("Changes stored records and looks for a crash, a hang or a state that should have been refused.");
  std::optional<std::uint64_t> seed;
  std::string range;
  double seconds = 0;
  app.add_option("--seed", seed, "Try this one again, and say what it changes");
  app.add_option("--seeds", range, "Try all of A..B (default: 1..10000)");
  app.add_option("--seconds", seconds, "Try one after the other for so long, from a seed that nobody has chosen");
  CLI11_PARSE(app, argc, argv);

  const auto seeds = range.empty() ? Seeds{.first = 1, .last = 10'000} : parse_seeds(range);
  if (!seeds) {
    std::fputs("record_fuzz: write --seeds as A..B, with A not greater than B\n", stderr);
    return 2;
  }
  std::uint64_t first = seeds->first;
  Search search{.last = seeds->last, .until = std::nullopt, .tells = seed.has_value()};
  if (seconds > 0) {
    first = std::random_device{}();
    search.last = std::numeric_limits<std::uint64_t>::max() - 1;
    search.until = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }
  if (seed) first = search.last = *seed;
  return run(first, search);
}

}  // namespace
}  // namespace baton::tests

int main(int argc, char** argv) {
  return baton::tests::main(argc, argv);
}
