// A valid stored instance, somewhere in its life, drawn from a seed.
#pragma once

#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"

#include <random>
#include <vector>

namespace baton::tests {

using Random = std::mt19937_64;

struct Specimen {
  runtime::ProgramPtr program;
  runtime::StoredInstance instance;
  std::vector<runtime::PartRow> parts;  // with those that only history refers to
  std::vector<runtime::HistoryRow> history;
};

[[nodiscard]] Specimen draw_specimen(Random& random);

}  // namespace baton::tests
