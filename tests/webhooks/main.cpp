// webhook_simulation [--finds] --seeds FIRST..LAST: status 1 and the seed if a run breaks a rule; with --finds it is the other way round.
#include "webhooks/trial.hpp"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  bool finds = false;
  std::string_view seeds = "1..100";
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--finds") == 0) finds = true;
    if (std::strcmp(argv[i], "--seeds") == 0 && i + 1 < argc) seeds = argv[i + 1];
  }
  const std::size_t dots = seeds.find("..");
  const std::uint64_t first = number_in(seeds.substr(0, dots));
  const std::uint64_t last = dots == std::string_view::npos ? first : number_in(seeds.substr(dots + 2));
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const std::string wrong = baton::tests::try_webhook(seed);
    if (wrong.empty()) continue;
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), wrong.c_str());
    return finds ? 0 : 1;
  }
  std::printf("nothing found\n");
  return finds ? 1 : 0;
}
