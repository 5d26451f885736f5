// Surveyed: a finding, and the runs that show it.
#pragma once

#include "simulation/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace baton::simulation {

struct Surveyed {
  Finding finding;
  std::uint64_t runs = 0;             // that show it; 0: the text alone does
  std::optional<std::uint64_t> seed;  // of the shortest of them
  std::size_t length = 0;             // of that run
};

}  // namespace baton::simulation
