// What is done with a mutated instance: it is read, shown and run on. Nothing may crash, and nothing may happen that the
// engine does not define. The functions say what did; nullopt: nothing.
#pragma once

#include "fuzz/specimen.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace baton::tests {

struct Counts {
  std::uint64_t refused = 0;
  std::uint64_t accepted = 0;
};

// Without a runtime: decode, views, history, handle().
[[nodiscard]] std::optional<std::string> try_alone(const Specimen& specimen, Random& random, Counts& counts);

// In a store next to an undamaged instance, which must continue to its end whatever happens to this one.
[[nodiscard]] std::optional<std::string> try_in_runtime(const Specimen& specimen, Random& random);

}  // namespace baton::tests
