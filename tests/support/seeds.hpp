// Seeds on a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::tests {

struct Seeds {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  friend bool operator==(const Seeds&, const Seeds&) = default;
};

// "A..B", with A not greater than B.
[[nodiscard]] std::optional<Seeds> parse_seeds(std::string_view text);

}  // namespace baton::tests
