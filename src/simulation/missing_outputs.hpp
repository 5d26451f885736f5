// MissingOutputs: over many runs, which compensations pass a null on because their `$output` is null.
//
//   MissingOutputs missing;
//   missing.add(evidence, seed);                     // for each run
//   for (const Surveyed& each : missing.findings()) …
//
// `$output` is null where the outcome of the call that is undone is unknown. A call of a compensation is found when an argument
// is null, or a text with "null" in it, in every run in which the outcome was unknown, and in no run in which it was known.
// So what may be null for another reason is not found. PURE.
#pragma once

#include "simulation/surveyed.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::simulation {

class MissingOutputs {
 public:
  void add(const Evidence& evidence, std::uint64_t seed);
  [[nodiscard]] std::vector<Surveyed> findings() const;

 private:
  // The calls of one task in a compensation.
  struct Calls {
    std::uint64_t with_output = 0;
    std::uint64_t without_output = 0;
    std::map<std::string, std::uint64_t> sound;  // arguments that were there and not null, by path: with an output
    std::map<std::string, std::uint64_t> null;   // those that were null: without one
    Surveyed shown;                              // the shortest run without an output
    std::optional<std::uint64_t> last_seed;      // of the last of those runs
  };

  std::map<std::pair<std::string, std::string>, Calls> calls_;  // by digest and reference
};

}  // namespace baton::simulation
