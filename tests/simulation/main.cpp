// simulation_test --seed N [--trace] | --seeds A..B
#include "simulation/simulation.hpp"

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

using baton::tests::SimulationResult;

bool parse(std::string_view text, std::uint64_t& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

int usage() {
  std::fputs("usage: simulation_test --seed N [--trace] | --seeds A..B\n", stderr);
  return 2;
}

bool passes(std::uint64_t seed, bool trace) {
  const SimulationResult result = baton::tests::simulate(seed);
  if (trace) {
    for (const std::string& line : result.trace) std::printf("%s\n", line.c_str());
  }
  for (const std::string& violation : result.violations) {
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), violation.c_str());
  }
  return result.violations.empty();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t first = 1;
  std::uint64_t last = 400;
  bool trace = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--trace") {
      trace = true;
    } else if (option == "--seed" && i + 1 < argc) {
      if (!parse(argv[++i], first)) return usage();
      last = first;
    } else if (option == "--seeds" && i + 1 < argc) {
      const std::string_view range = argv[++i];
      const std::size_t dots = range.find("..");
      if (dots == std::string_view::npos || !parse(range.substr(0, dots), first) ||
          !parse(range.substr(dots + 2), last)) {
        return usage();
      }
    } else {
      return usage();
    }
  }
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    passes(seed, trace) ? ++passed : ++failed;
  }
  std::printf("%llu passed, %llu failed\n", static_cast<unsigned long long>(passed),
              static_cast<unsigned long long>(failed));
  return failed == 0 ? 0 : 1;
}
