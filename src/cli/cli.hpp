// The program `baton`: durable workflows from a command line. docs/reference/cli.md is its manual.
#pragma once

#include "bench/benchmark.hpp"
#include "simulation/medium.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace baton::cli {

// A new and empty place for a simulated process to keep its data.
using OpenMedium = std::function<std::unique_ptr<simulation::Medium>()>;

// What can be measured.
using FindBenchmarks = std::function<std::vector<bench::Benchmark>()>;

// The parts of the program that are not in the library.
struct Wiring {
  OpenMedium open_medium;
  FindBenchmarks benchmarks;
};

// Does what the command line asks for; returns the exit status. Called once, from main().
[[nodiscard]] int main(int argc, const char* const* argv, const Wiring& wiring);

}  // namespace baton::cli
