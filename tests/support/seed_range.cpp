#include "support/seed_range.hpp"

#include "support/seeds.hpp"

#include <cstdio>
#include <string_view>

namespace baton::tests {

int try_seeds(int argc, char** argv, const TrySeed& try_seed) {
  bool finds = false;
  std::optional<Seeds> seeds = Seeds{.first = 1, .last = 100};
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--finds") finds = true;
    if (argument == "--seeds" && i + 1 < argc) seeds = parse_seeds(argv[i + 1]);
  }
  if (!seeds) {
    std::fputs("usage: [--finds] --seeds FIRST..LAST\n", stderr);
    return 2;
  }
  for (std::uint64_t seed = seeds->first; seed <= seeds->last; ++seed) {
    const std::string wrong = try_seed(seed);
    if (wrong.empty()) continue;
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), wrong.c_str());
    return finds ? 0 : 1;
  }
  std::printf("nothing found\n");
  return finds ? 1 : 0;
}

}  // namespace baton::tests
