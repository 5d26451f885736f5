// A piece of a text.
#pragma once

#include <cstddef>

namespace baton::engine {

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const TextRange&, const TextRange&) = default;
};

}  // namespace baton::engine
