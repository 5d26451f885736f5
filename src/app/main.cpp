// The program `baton`.
#include "adapters/memory/memory_store.hpp"
#include "bench/benchmarks.hpp"
#include "cli/cli.hpp"

#include <memory>

int main(int argc, char** argv) {
  const auto open_medium = [] {
    return std::make_unique<baton::simulation::SafeMedium>(baton::adapters::open_memory_store());
  };
  return baton::cli::main(argc, argv, {.open_medium = open_medium, .benchmarks = baton::bench::benchmarks});
}
